"""Makes the edited program of a disagreement as small as it goes while both engines still disagree in the same way.

The history stays. Each round asks both engines about many smaller programs at once: every step, handler and
branch left out alone, and runs of neighbours left out together.
"""
import copy
import json
from dataclasses import dataclass, replace

import agreement
import cases

_BRANCHES = ("then", "else", "steps")
_ROUNDS = 12


@dataclass
class Case:
    pair: cases.Pair
    signature: tuple
    program: dict
    held: list       # sets of parts, each of which can be left out of the program
    done: bool = False


def smallest(found, folder, official, lockstep):
    """A text for each (pair, answer): the history and the smallest program."""
    open_cases = [Case(pair, agreement.signature(pair, answer), folder.programs[pair.program], [])
                  for pair, answer in found if pair.edit != cases.DROPPED]
    for _ in range(_ROUNDS):
        todo = [case for case in open_cases if not case.done]
        if not todo:
            break
        _round(todo, folder, official, lockstep)
    for case in open_cases:
        yield f"{case.pair.history} on the smallest program:\n{json.dumps(case.program)}"


def _round(todo, folder, official, lockstep):
    """Leaves out of each program what can be left out alone; then as much of that as can be left out together."""
    for case in todo:
        case.held = []
    _try(todo, _pieces, folder, official, lockstep)
    _try(todo, _unions, folder, official, lockstep)
    for case in todo:
        if case.held:
            case.program = min((without(case.program, parts) for parts in case.held), key=size)
        case.done = not case.held


def _try(todo, candidates, folder, official, lockstep):
    """Adds to `held` the candidates with which the engines still disagree in the same way."""
    programs, origin = {}, {}
    for number, case in enumerate(todo):
        for index, parts in enumerate(candidates(case)):
            name = f"{case.pair.program.split('~')[0]}~s{number}x{index}"
            programs[name], origin[name] = without(case.program, parts), (case, parts)
    if not programs:
        return
    base = {name.split("~")[0]: folder.programs[name.split("~")[0]] for name in programs}
    answers = official.pairs(base, programs, sorted({case.pair.history for case in todo}))
    pairs = [pair for pair in answers if pair.program in origin and origin[pair.program][0].pair.name == pair.name]
    for pair, answer in zip(pairs, lockstep.answers(programs, pairs)):
        case, parts = origin[pair.program]
        if agreement.signature(replace(pair, edit=case.pair.edit), answer) == case.signature:
            case.held.append(parts)


def _pieces(case):
    """Each part alone, and halves, quarters, eighths... of all."""
    everything = parts_of(case.program)
    length = len(everything)
    while length >= 1:
        for begin in range(0, len(everything), length):
            yield frozenset(everything[begin : begin + length])
        length = (length + 1) // 2 if length > 1 else 0


def _unions(case):
    """All that can be left out, and shorter beginnings and ends of it."""
    held = list(case.held)
    length = len(held)
    while length > 1:
        yield frozenset().union(*held[:length])
        yield frozenset().union(*held[-length:])
        length //= 2


# Parts of a program: ("handler", place), ("step", number), ("branch", number): a step replaced by its branches.
# Steps are numbered in the order of `_lists`.


def _lists(program):
    yield program["main"]
    yield from program.get("signals", {}).values()
    for update in program.get("updates", {}).values():
        yield update["steps"]
    if "onCancel" in program:
        yield program["onCancel"]


def _numbered(program):
    """A copy whose steps have the member "number"."""
    copied = copy.deepcopy(program)
    count = 0
    todo = list(_lists(copied))
    while todo:
        for step in todo.pop(0):
            step["number"] = count
            count += 1
            todo += [step[key] for key in _BRANCHES if key in step]
    return copied, count


def _steps(steps):
    for step in steps:
        yield step
        for key in _BRANCHES:
            yield from _steps(step.get(key, []))


def parts_of(program):
    numbered, _ = _numbered(program)
    parts = [("handler", f"{kind} {name}") for kind in ("signals", "updates") for name in program.get(kind, {})]
    parts += [("handler", "onCancel")] if "onCancel" in program else []
    for steps in _lists(numbered):
        for step in _steps(steps):
            parts.append(("step", step["number"]))
            if any(key in step for key in _BRANCHES):
                parts.append(("branch", step["number"]))
    return parts


def without(program, parts):
    left, _ = _numbered(program)
    for kind, place in parts:
        if kind == "handler":
            where, _, name = place.partition(" ")
            left.get(where, {}).pop(name, None) if name else left.pop(where, None)
    for steps in _lists(left):
        steps[:] = _kept(steps, parts)
    return left


def _kept(steps, parts):
    kept = []
    for step in steps:
        number = step.pop("number")
        for key in _BRANCHES:
            if key in step:
                step[key] = _kept(step[key], parts)
        if ("step", number) in parts:
            continue
        if ("branch", number) in parts:
            kept += step.get("then", []) + step.get("else", []) + step.get("steps", [])
        else:
            kept.append(step)
    return kept


def size(program):
    return len(json.dumps(program))
