"""Our engine's answers: lockstep-replay with the workflow build `script`."""
import json
import os
import pathlib
import subprocess
import tempfile
from dataclasses import dataclass

import cases

_AT_ONCE = 3000  # histories in one run: they are written as files first


@dataclass(frozen=True)
class Answer:
    verdict: str
    strict: str              # the verdict of --strict
    core: str                # the verdict of --compat=core
    kind: str                # of the difference by default
    event: int               # where that is; 0 at no event
    finding_events: tuple    # ids of the events that have findings
    target_finding: bool
    core_kind: str           # of the difference under --compat=core
    core_message: str        # the same in the official engine's words
    message: str


class Lockstep:
    def __init__(self, build_dir, jobs=2):
        self.program = build_dir / "replayer/lockstep-replay"
        self.script = build_dir / "fixtures/workflows/script/script.so"
        self.jobs = jobs
        for path in (self.program, self.script):
            if not path.exists():
                raise FileNotFoundError(f"{path} is not there; build the targets lockstep-replay and script")

    def answers(self, programs, pairs):
        """One answer for each pair."""
        out = []
        with tempfile.TemporaryDirectory(prefix="lockstep-fresh-") as work:
            work = pathlib.Path(work)
            (work / "programs.json").write_text(json.dumps({"programs": programs}))
            for begin in range(0, len(pairs), _AT_ONCE):
                out += self._some(work, pairs[begin : begin + _AT_ONCE])
        return out

    def _some(self, work, pairs):
        files = []
        for number, pair in enumerate(pairs):
            files.append(str(work / f"{number}.json"))
            pathlib.Path(files[-1]).write_text(cases.history_on(pair))
        plain = self._run(work, files)
        # The options say what becomes of a difference: without one they have nothing to decide.
        strict = self._run(work, [file for file in files if plain[file]["findings"]], "--strict")
        core = self._run(work, [file for file in files if plain[file]["verdict"] != "ok"], "--compat=core")
        return [answer(plain[file], strict.get(file, plain[file]), core.get(file, plain[file])) for file in files]

    def _run(self, work, files, *options):
        """The results of the files, by their names."""
        if not files:
            return {}
        command = [self.program, "run", self.script, f"-j{self.jobs}", "--format=json", "--files-from=-", *options]
        done = subprocess.run(
            command, input="\n".join(files), capture_output=True, text=True, check=False,
            env={**os.environ, "LOCKSTEP_PROGRAMS": str(work / "programs.json")})
        try:
            results = json.loads(done.stdout)["results"]
        except ValueError as error:
            raise RuntimeError(f"lockstep-replay exited with {done.returncode}: {done.stderr}") from error
        by_file = {result["history"]: result for result in results}
        lost = [file for file in files if file not in by_file]
        if lost:
            raise RuntimeError(f"lockstep-replay has no result for {len(lost)} of {len(files)} histories")
        return by_file


def answer(plain, strict, core):
    difference = (plain["divergence"] or {}).get("difference", {})
    core_difference = (core["divergence"] or {}).get("difference", {})
    return Answer(
        verdict=plain["verdict"],
        strict=strict["verdict"],
        core=core["verdict"],
        kind=difference.get("kind", ""),
        event=difference.get("event_id", 0),
        finding_events=tuple(finding["event_id"] for finding in plain["findings"]),
        target_finding=any(finding["tier"] == "target" for finding in plain["findings"]),
        core_kind=core_difference.get("kind", ""),
        core_message=core_difference.get("engine_message", ""),
        message=plain["message"],
    )
