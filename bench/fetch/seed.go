package main

import (
	"context"
	"fmt"
	"time"

	command "go.temporal.io/api/command/v1"
	common "go.temporal.io/api/common/v1"
	enums "go.temporal.io/api/enums/v1"
	sdk "go.temporal.io/api/sdk/v1"
	taskqueue "go.temporal.io/api/taskqueue/v1"
	"go.temporal.io/api/workflowservice/v1"
	"google.golang.org/protobuf/types/known/durationpb"
)

const (
	activities = 10 // 6 events each; 5 for the workflow
	markers    = 60
)

func payloads(json string) *common.Payloads {
	return &common.Payloads{Payloads: []*common.Payload{{
		Metadata: map[string][]byte{"encoding": []byte("json/plain")}, Data: []byte(json)}}}
}

// seed plays the worker by hand: no SDK is faster, and the histories are the
// server's all the same.
func (b *bench) seed(count int, shape string) error {
	if shape != "activities" && shape != "markers" {
		return fmt.Errorf("there is no shape %s", shape)
	}
	return b.each(count, func(worker, i int) error {
		// A queue of its own: the task that comes is that of the workflow.
		s := seeder{b, fmt.Sprintf("bench-%d", worker), fmt.Sprintf("bench-%s-%06d", shape, i)}
		if shape == "markers" {
			return s.withMarkers()
		}
		return s.withActivities()
	})
}

type seeder struct {
	*bench
	queue, id string
}

func (s seeder) start() error {
	_, err := s.service.StartWorkflowExecution(context.Background(), &workflowservice.StartWorkflowExecutionRequest{
		Namespace: s.namespace, WorkflowId: s.id, RequestId: s.id,
		WorkflowType: &common.WorkflowType{Name: workflowType},
		TaskQueue:    &taskqueue.TaskQueue{Name: s.queue},
		Input:        payloads(fmt.Sprintf(`{"order":%q,"items":[{"sku":"A-17","count":2},{"sku":"B-4","count":1}]}`, s.id)),
	})
	return err
}

func (s seeder) poll() (*workflowservice.PollWorkflowTaskQueueResponse, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	return s.service.PollWorkflowTaskQueue(ctx, &workflowservice.PollWorkflowTaskQueueRequest{
		Namespace: s.namespace, TaskQueue: &taskqueue.TaskQueue{Name: s.queue}, Identity: "1234@bench@"})
}

func (s seeder) answer(token []byte, commands ...*command.Command) (*workflowservice.RespondWorkflowTaskCompletedResponse, error) {
	return s.service.RespondWorkflowTaskCompleted(context.Background(), &workflowservice.RespondWorkflowTaskCompletedRequest{
		Namespace: s.namespace, TaskToken: token, Commands: commands, Identity: "1234@bench@",
		SdkMetadata: &sdk.WorkflowTaskCompletedMetadata{LangUsedFlags: []uint32{3}, SdkName: "temporal-go", SdkVersion: "1.38.0"}})
}

var complete = &command.Command{
	CommandType: enums.COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION,
	Attributes: &command.Command_CompleteWorkflowExecutionCommandAttributes{
		CompleteWorkflowExecutionCommandAttributes: &command.CompleteWorkflowExecutionCommandAttributes{
			Result: payloads(`{"state":"shipped","total":1799}`)}},
}

func (s seeder) activity(i int) *command.Command {
	return &command.Command{
		CommandType: enums.COMMAND_TYPE_SCHEDULE_ACTIVITY_TASK,
		Attributes: &command.Command_ScheduleActivityTaskCommandAttributes{
			ScheduleActivityTaskCommandAttributes: &command.ScheduleActivityTaskCommandAttributes{
				ActivityId: fmt.Sprint(i), ActivityType: &common.ActivityType{Name: "ChargeCard"},
				TaskQueue:             &taskqueue.TaskQueue{Name: s.queue},
				Input:                 payloads(fmt.Sprintf(`{"order":%q,"cents":%d}`, s.id, 100*i)),
				StartToCloseTimeout:   durationpb.New(time.Minute),
				RequestEagerExecution: true}},
	}
}

func (s seeder) withActivities() error {
	if err := s.start(); err != nil {
		return err
	}
	for i := range activities {
		task, err := s.poll()
		if err != nil {
			return err
		}
		answered, err := s.answer(task.TaskToken, s.activity(i+1))
		if err != nil {
			return err
		}
		if len(answered.ActivityTasks) != 1 {
			return fmt.Errorf("%s: activity %d did not come with the answer", s.id, i)
		}
		_, err = s.service.RespondActivityTaskCompleted(context.Background(), &workflowservice.RespondActivityTaskCompletedRequest{
			Namespace: s.namespace, TaskToken: answered.ActivityTasks[0].TaskToken,
			Result: payloads(`{"receipt":"r-000017","ok":true}`), Identity: "1234@bench@"})
		if err != nil {
			return err
		}
	}
	return s.complete()
}

func (s seeder) withMarkers() error {
	if err := s.start(); err != nil {
		return err
	}
	commands := make([]*command.Command, 0, markers+1)
	for i := range markers {
		commands = append(commands, &command.Command{
			CommandType: enums.COMMAND_TYPE_RECORD_MARKER,
			Attributes: &command.Command_RecordMarkerCommandAttributes{
				RecordMarkerCommandAttributes: &command.RecordMarkerCommandAttributes{
					MarkerName: "SideEffect",
					Details: map[string]*common.Payloads{
						"data":           payloads(fmt.Sprintf(`"value %d of %s"`, i, s.id)),
						"side-effect-id": payloads(fmt.Sprint(i + 1))}}}})
	}
	task, err := s.poll()
	if err != nil {
		return err
	}
	_, err = s.answer(task.TaskToken, append(commands, complete)...)
	return err
}

func (s seeder) complete() error {
	task, err := s.poll()
	if err != nil {
		return err
	}
	_, err = s.answer(task.TaskToken, complete)
	return err
}
