#!/usr/bin/env python3
"""Writes the history of a run that the benchmarks replay.

activities    awaits activities one after the other; a thousand are 6,005 events
signals       awaits signals; each wakes it: two thousand are 8,005 events
signal_burst  awaits signals that all came before its first task: two thousand
              are 2,005 events

The form is that of `temporal workflow show -o json`; the same arguments give
the same bytes.
"""
import argparse
import base64
import json
import uuid

IDENTITY = "4711@bench"
QUEUE = {"name": "bench", "kind": "TASK_QUEUE_KIND_NORMAL"}
STICKY = {
    "name": f"{IDENTITY}-{uuid.uuid5(uuid.NAMESPACE_OID, 'sticky').hex}",
    "kind": "TASK_QUEUE_KIND_STICKY",
    "normalName": "bench",
}
RUN_ID = str(uuid.uuid5(uuid.NAMESPACE_OID, "run"))


def payloads(value):
    def encode(text):
        return base64.b64encode(text.encode()).decode()

    data = encode(json.dumps(value, separators=(",", ":")))
    return {
        "payloads": [
            {"metadata": {"encoding": encode("json/plain")}, "data": data}
        ]
    }


class History:
    def __init__(self):
        self.events = []

    def add(self, kind, attributes):
        """Appends an event and returns its id."""
        number = len(self.events) + 1
        words = kind.split("_")
        field = words[0].lower() + "".join(w.capitalize() for w in words[1:])
        milliseconds = 5 * number
        time = (
            f"2026-01-01T00:{milliseconds // 60000:02}:"
            f"{milliseconds // 1000 % 60:02}.{milliseconds % 1000:03}000001Z"
        )
        self.events.append({
            "eventId": str(number),
            "eventTime": time,
            "eventType": f"EVENT_TYPE_{kind}",
            "taskId": str(1048576 + number),
            f"{field}EventAttributes": attributes,
        })
        return str(number)

    def add_task(self):
        """Appends a workflow task and returns the id of its completion."""
        first = len(self.events) < 2
        scheduled = self.add("WORKFLOW_TASK_SCHEDULED", {
            "taskQueue": QUEUE if first else STICKY,
            "startToCloseTimeout": "10s",
            "attempt": 1,
        })
        started = self.add("WORKFLOW_TASK_STARTED", {
            "scheduledEventId": scheduled,
            "identity": IDENTITY,
            "requestId": request_id(scheduled),
            "historySizeBytes": str(130 * len(self.events)),
        })
        sdk = {
            "coreUsedFlags": [1, 2, 3],
            "sdkName": "temporal-python",
            "sdkVersion": "1.13.0",
        }
        return self.add("WORKFLOW_TASK_COMPLETED", {
            "scheduledEventId": scheduled,
            "startedEventId": started,
            "identity": IDENTITY,
            "sdkMetadata": sdk if first else {},
            "meteringMetadata": {},
        })

    def add_activity(self, number, task):
        scheduled = self.add("ACTIVITY_TASK_SCHEDULED", {
            "activityId": str(number + 1),
            "activityType": {"name": "Step"},
            "taskQueue": QUEUE,
            "header": {},
            "input": payloads(number),
            "scheduleToCloseTimeout": "0s",
            "scheduleToStartTimeout": "0s",
            "startToCloseTimeout": "60s",
            "heartbeatTimeout": "0s",
            "workflowTaskCompletedEventId": task,
            "retryPolicy": {
                "initialInterval": "1s",
                "backoffCoefficient": 2,
                "maximumInterval": "100s",
            },
            "useWorkflowBuildId": True,
        })
        started = self.add("ACTIVITY_TASK_STARTED", {
            "scheduledEventId": scheduled,
            "identity": IDENTITY,
            "requestId": request_id(scheduled),
            "attempt": 1,
        })
        self.add("ACTIVITY_TASK_COMPLETED", {
            "result": payloads(number),
            "scheduledEventId": scheduled,
            "startedEventId": started,
            "identity": IDENTITY,
        })


    def add_signal(self, number):
        self.add("WORKFLOW_EXECUTION_SIGNALED", {
            "signalName": "Step",
            "input": payloads(number),
            "identity": IDENTITY,
            "header": {},
        })


def request_id(event):
    return str(uuid.uuid5(uuid.NAMESPACE_OID, event))


def started(kind, count):
    history = History()
    history.add("WORKFLOW_EXECUTION_STARTED", {
        "workflowType": {"name": kind},
        "taskQueue": QUEUE,
        "input": payloads(count),
        "workflowTaskTimeout": "10s",
        "originalExecutionRunId": RUN_ID,
        "identity": IDENTITY,
        "firstExecutionRunId": RUN_ID,
        "attempt": 1,
        "firstWorkflowTaskBackoff": "0s",
        "header": {},
        "workflowId": "bench",
    })
    return history


def completed(history, count, task):
    history.add("WORKFLOW_EXECUTION_COMPLETED", {
        "workflowTaskCompletedEventId": task,
        "result": payloads(sum(range(count))),
    })
    return history.events


def activities(count):
    history = started("ActivityLoop", count)
    for number in range(count):
        history.add_activity(number, history.add_task())
    return completed(history, count, history.add_task())


def signals(count):
    history = started("SignalLoop", count)
    task = history.add_task()
    for number in range(count):
        history.add_signal(number)
        task = history.add_task()
    return completed(history, count, task)


def signal_burst(count):
    history = started("SignalLoop", count)
    for number in range(count):
        history.add_signal(number)
    return completed(history, count, history.add_task())


SHAPES = {
    "activities": activities,
    "signals": signals,
    "signal_burst": signal_burst,
}


def main():
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("out")
    parser.add_argument("shape", choices=sorted(SHAPES))
    parser.add_argument("count", type=int, help="of activities or signals")
    parser.add_argument("--indent", action="store_true")
    arguments = parser.parse_args()
    document = {"events": SHAPES[arguments.shape](arguments.count)}
    style = {"indent": 2} if arguments.indent else {"separators": (",", ":")}
    with open(arguments.out, "w", encoding="utf-8") as out:
        json.dump(document, out, **style)
        out.write("\n")


if __name__ == "__main__":
    main()
