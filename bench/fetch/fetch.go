package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	common "go.temporal.io/api/common/v1"
	history "go.temporal.io/api/history/v1"
	"go.temporal.io/api/workflowservice/v1"
	"google.golang.org/protobuf/encoding/protojson"
)

// fetch lists all workflows and writes the history of each to a file, as
// protojson.
func (b *bench) fetch(out string) (int, error) {
	if err := os.MkdirAll(out, 0o755); err != nil {
		return 0, err
	}
	runs, err := b.list()
	if err != nil {
		return 0, err
	}
	return len(runs), b.each(len(runs), func(_, i int) error {
		events, err := b.history(runs[i])
		if err != nil {
			return err
		}
		text, err := protojson.Marshal(events)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(out, fmt.Sprintf("%06d.json", i)), text, 0o644)
	})
}

func (b *bench) list() ([]*common.WorkflowExecution, error) {
	var runs []*common.WorkflowExecution
	request := &workflowservice.ListWorkflowExecutionsRequest{
		Namespace: b.namespace, PageSize: 1000, Query: fmt.Sprintf("WorkflowType = %q", workflowType)}
	for {
		page, err := b.service.ListWorkflowExecutions(context.Background(), request)
		if err != nil {
			return nil, err
		}
		for _, info := range page.Executions {
			runs = append(runs, info.Execution)
		}
		if request.NextPageToken = page.NextPageToken; len(request.NextPageToken) == 0 {
			return runs, nil
		}
	}
}

func (b *bench) history(run *common.WorkflowExecution) (*history.History, error) {
	all := &history.History{}
	request := &workflowservice.GetWorkflowExecutionHistoryRequest{
		Namespace: b.namespace, Execution: run, SkipArchival: true}
	for {
		page, err := b.service.GetWorkflowExecutionHistory(context.Background(), request)
		if err != nil {
			return nil, err
		}
		all.Events = append(all.Events, page.History.Events...)
		if request.NextPageToken = page.NextPageToken; len(request.NextPageToken) == 0 {
			return all, nil
		}
	}
}
