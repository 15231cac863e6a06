"""Whether our answer is the one that the official verdict asks for: docs/conformance.md, "Method"."""
import re

import cases

_LONG_EVENT = re.compile(r"HistoryEvent \{ event_id: (\d+), .* event_type: (\w+),.*")
_PREFIX = "[TMPRL1100] Nondeterminism error: "
_OURS = {"task-failure": "workflow-task-failure", "other": "nondeterminism"}


def expected(pair):
    """The verdicts by default, with --strict, with --compat=core."""
    official = _OURS.get(pair.official, pair.official)
    if not pair.strict_reason:
        return official, official, official
    if pair.strict_reason == "identity":
        return "ok", "nondeterminism", "ok"
    return "nondeterminism", "nondeterminism", "ok"


def same_words(pair, answer):
    return _LONG_EVENT.sub(r"HistoryEvent(id: \1, \2)", pair.message) == _PREFIX + answer.core_message


def differences(pair, answer):
    """What is wrong with the answer, a sentence each."""
    found = []
    modes = ("by default", "--strict", "--compat=core")
    for mode, ours, wanted in zip(modes, _verdicts(answer), expected(pair)):
        if ours != wanted:
            found.append(f"{mode} {ours} instead of {wanted}")
    if pair.official == "other" and answer.core_kind != "illegal-transition":
        found.append(f"--compat=core {answer.core_kind} instead of an illegal transition")
    if pair.strict_reason == "identity" and not answer.target_finding:
        found.append("no target finding")
    if pair.edit == cases.UNEDITED and answer.finding_events:
        found.append("findings on its own program")
    if pair.official == answer.core == "nondeterminism" and not same_words(pair, answer):
        found.append(f"--compat=core says '{answer.core_message}'")
    return found


def explanation(pair, answer):
    """Why engines differ that are both right: docs/conformance.md, "Fresh programs"; "" if none of that applies."""
    if pair.official != "ok" or answer.core != "ok":
        return ""
    if _verdicts(answer) == expected(pair):
        # With a strict reason the official replayer's own commands differ from the history.
        if pair.edit == cases.UNEDITED and (pair.strict_reason or _has_local_markers(pair, answer.finding_events)):
            return "its worker and its replay group the results of local activities differently"
        return ""
    if answer.verdict != "nondeterminism":
        return ""
    last_task, last_event = _ends(pair)
    if answer.event > last_task:
        return "an answer that no completed task has taken"
    if answer.kind == "extra-command" and last_task == last_event:
        return "the history ends with the completed task that asks for more: strict.py cannot see its commands"
    return ""


def _verdicts(answer):
    return answer.verdict, answer.strict, answer.core


def _ends(pair):
    """The ids of the last completed task's event and of the last event."""
    events = cases.read_json(pair.history)["events"]
    completed = [int(event["eventId"]) for event in events if event["eventType"].endswith("WORKFLOW_TASK_COMPLETED")]
    return completed[-1] if completed else 0, int(events[-1]["eventId"])


def _has_local_markers(pair, finding_events):
    """Whether each of these events was commanded by a task in which local activities ended."""
    tasks, marked = {}, set()
    for event in cases.read_json(pair.history)["events"]:
        attributes = next(value for key, value in event.items() if key.endswith("EventAttributes"))
        task = attributes.get("workflowTaskCompletedEventId")
        tasks[int(event["eventId"])] = task
        if attributes.get("markerName") == "core_local_activity":
            marked.add(task)
    return all(tasks[event] in marked for event in finding_events)


def signature(pair, answer):
    """What stays the same while a disagreement is made smaller."""
    return (pair.official, pair.strict_reason, answer.verdict, answer.core,
            answer.verdict == answer.strict, bool(differences(pair, answer)))


def column(pair, differs, explained):
    """Where the pair counts in the tables."""
    if differs:
        return "explained" if explained else "disagreements"
    if pair.strict_reason:
        return "strict: identity" if pair.strict_reason == "identity" else "strict: lists"
    return pair.official if pair.official in ("ok", "nondeterminism") else "other"
