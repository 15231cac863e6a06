// The other side of fetch_bench.py: seeds a dev server with histories, and
// downloads them as a program with Temporal's official Go API would.
//
//	fetch seed  --address A --namespace N --count 2000 [--shape activities|markers] [--in-flight 16]
//	fetch fetch --address A --namespace N --out DIR [--in-flight 16]
package main

import (
	"flag"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"go.temporal.io/api/workflowservice/v1"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

const workflowType = "Bench"

type bench struct {
	service   workflowservice.WorkflowServiceClient
	namespace string
	inFlight  int
}

func connect(address, namespace string, inFlight int) (*bench, error) {
	conn, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(128<<20)))
	if err != nil {
		return nil, err
	}
	return &bench{workflowservice.NewWorkflowServiceClient(conn), namespace, inFlight}, nil
}

// each calls work for 0..count-1 from inFlight goroutines, until one fails.
func (b *bench) each(count int, work func(worker, i int) error) error {
	var next atomic.Int64
	var failure atomic.Pointer[error]
	var group sync.WaitGroup
	for worker := range b.inFlight {
		group.Go(func() {
			for failure.Load() == nil {
				i := int(next.Add(1)) - 1
				if i >= count {
					return
				}
				if err := work(worker, i); err != nil {
					failure.CompareAndSwap(nil, &err)
				}
			}
		})
	}
	group.Wait()
	if err := failure.Load(); err != nil {
		return *err
	}
	return nil
}

func run() error {
	if len(os.Args) < 2 {
		return fmt.Errorf("say seed or fetch")
	}
	flags := flag.NewFlagSet(os.Args[1], flag.ExitOnError)
	address := flags.String("address", "127.0.0.1:7233", "host:port of the server")
	namespace := flags.String("namespace", "default", "namespace")
	inFlight := flags.Int("in-flight", 16, "requests at once")
	count := flags.Int("count", 2000, "seed: workflows")
	shape := flags.String("shape", "activities", "seed: activities (65 events in 32 batches) or markers (65 events in 4)")
	out := flags.String("out", "", "fetch: folder for the files")
	if err := flags.Parse(os.Args[2:]); err != nil {
		return err
	}
	b, err := connect(*address, *namespace, *inFlight)
	if err != nil {
		return err
	}
	began := time.Now()
	var done int
	switch os.Args[1] {
	case "seed":
		done, err = *count, b.seed(*count, *shape)
	case "fetch":
		done, err = b.fetch(*out)
	default:
		return fmt.Errorf("%s is neither seed nor fetch", os.Args[1])
	}
	if err != nil {
		return err
	}
	seconds := time.Since(began).Seconds()
	fmt.Printf("{\"histories\": %d, \"seconds\": %.3f}\n", done, seconds)
	return nil
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "bench/fetch:", err)
		os.Exit(1)
	}
}
