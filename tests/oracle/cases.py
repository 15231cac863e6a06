"""A folder of cases as the oracle writes it: histories, programs, edits, official verdicts."""
import gzip
import json
import pathlib
from dataclasses import dataclass

UNEDITED = "(the history's own program)"
EDITED = "(while it was made smaller)"
DROPPED = "(dropped: refused on its own program)"
# Of the first event, and only there: the type that chooses the program.
_TYPE = '"workflowType": {\n          "name": "'


@dataclass(frozen=True)
class Pair:
    """One history on one program, and what the official replayer says of it."""

    history: pathlib.Path
    program: str
    edit: str
    official: str
    message: str = ""
    # How the lists of commands differ although the verdict is "ok": "extra", "missing", "kind", "identity"; or "".
    strict_reason: str = ""

    @property
    def name(self):
        return self.history.name.removesuffix(".json.gz")


@dataclass(frozen=True)
class Folder:
    path: pathlib.Path
    programs: dict  # of builds and edits, by name
    pairs: list


def read_json(path):
    data = path.read_bytes()
    return json.loads(gzip.decompress(data) if path.suffix == ".gz" else data)


def read_lines(path):
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def make_pair(verdict, histories, edit):
    reason = verdict.get("strict_reason", "")
    return Pair(
        history=histories / f"{verdict['history']}.json.gz",
        program=verdict["program"],
        edit=edit,
        official=verdict["official"],
        message=verdict["message"],
        # "extra" of "task 9: extra TIMER_STARTED 1", "kind" of "task 9: kind: ..."
        strict_reason=reason.split(": ")[1].split()[0] if reason else "",
    )


def read_folder(path):
    programs = read_json(path / "programs.json")["programs"]
    packed = path / "mutants.json.gz"
    mutants = read_json(packed if packed.exists() else path / "mutants.json")
    edits = {name: edit["edit"] for name, edit in mutants.get("edits", {}).items()}
    pairs = [make_pair(verdict, path / "histories", edits.get(verdict["program"], UNEDITED))
             for verdict in read_lines(path / "verdicts.jsonl")]
    pairs += [make_pair(verdict, path / "dropped", DROPPED) for verdict in read_lines(path / "dropped.jsonl")]
    return Folder(path, {**programs, **mutants["programs"]}, pairs)


def history_on(pair):
    """The text of the pair's history with the pair's program as its workflow type."""
    text = gzip.decompress(pair.history.read_bytes()).decode()
    begin = text.index(_TYPE) + len(_TYPE)
    return text[:begin] + pair.program + text[text.index('"', begin):]
