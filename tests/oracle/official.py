"""The official engine: the oracle's own scripts, with the tools that install_tools.sh has put in a folder."""
import json
import os
import pathlib
import shutil
import subprocess
import tempfile

import cases
import server

_HERE = pathlib.Path(__file__).resolve().parent


class Official:
    def __init__(self, oracle, judge, work):
        self.oracle = oracle
        self.judge = judge
        self.work = work
        self.scripts = None

    def record(self, folder, seed, count, mutants_per_program):
        """Makes a folder of cases: programs, histories of them, edits, verdicts."""
        self._prepare()
        self._call("python3", self.scripts / "generate.py", "--seed", seed, "--count", count, "--out", folder)
        make = self.scripts / ("make_cases.sh" if self.judge == "ts" else "py/make_cases.sh")
        with server.running(self.tools / "venv/bin/temporal", self.work) as address:
            self._call(make, folder, address, mutants_per_program, seed)

    def record_on(self, address, folder, seed, count):
        """Only runs programs, on a server that is there: it keeps their histories."""
        self._prepare()
        self._call("python3", self.scripts / "generate.py", "--seed", seed, "--count", count, "--out", folder)
        self._call("node", "record.mjs", "--programs", folder / "programs.json", "--scenarios",
                   folder / "scenarios.json", "--out", folder / "histories", "--address", address,
                   cwd=self.scripts / "ts")

    def pairs(self, programs, edited, histories):
        """What the official replayer says of the histories, each on the programs and edits of its type."""
        self._prepare()
        with tempfile.TemporaryDirectory(dir=self.work, prefix="judge-") as folder:
            folder = pathlib.Path(folder)
            (folder / "histories").mkdir()
            for history in histories:
                shutil.copy(history, folder / "histories")
            for name, value in (("programs", programs), ("mutants", edited)):
                (folder / f"{name}.json").write_text(json.dumps({"programs": value}))
            self._judge(folder)
            places = {history.name: history for history in histories}
            found = []
            for verdict in cases.read_lines(folder / "verdicts.jsonl"):
                history = places[f"{verdict['history']}.json.gz"]
                found.append(cases.make_pair(verdict, history.parent, cases.EDITED))
            return found

    def _judge(self, folder):
        replay = ["node", "replay.mjs"] if self.judge == "ts" else [self.tools / "venv/bin/python", "replay.py"]
        verdicts, commands = folder / "verdicts.jsonl", folder / "commands.jsonl"
        self._call(*replay, "--programs", folder / "programs.json", "--mutants", folder / "mutants.json",
                   "--histories", folder / "histories", "--out", verdicts, "--commands", commands,
                   cwd=self.scripts / self.judge)
        self._call("python3", self.scripts / "strict.py", "--histories", folder / "histories",
                   "--commands", commands, "--verdicts", verdicts)

    def _prepare(self):
        """A copy of the oracle's scripts, with the packages they import beside them."""
        if self.scripts:
            return
        installed = subprocess.run([_HERE / "install_tools.sh", self.judge], check=True, text=True,
                                   stdout=subprocess.PIPE, env={**os.environ, "LOCKSTEP_ORACLE": str(self.oracle)})
        self.tools = pathlib.Path(installed.stdout.strip())
        scripts = self.work / "scripts"
        shutil.rmtree(scripts, ignore_errors=True)
        scripts.mkdir(parents=True)
        for path in (*self.oracle.glob("*.py"), *self.oracle.glob("*.sh")):
            shutil.copy(path, scripts)
        for part in ("ts", "py"):
            shutil.copytree(self.oracle / part, scripts / part, copy_function=shutil.copy,
                            ignore=shutil.ignore_patterns("node_modules", "__pycache__"))
            (scripts / part).chmod(0o755)
        (scripts / "ts/node_modules").symlink_to(self.tools / "ts/node_modules")
        self.scripts = scripts

    def _call(self, *command, cwd=None):
        path = f"{self.tools / 'venv/bin'}:{os.environ['PATH']}"
        done = subprocess.run(
            [str(word) for word in command], cwd=cwd, check=False, capture_output=True, text=True,
            env={**os.environ, "PATH": path, "PYTHON": str(self.tools / "venv/bin/python")})
        if done.returncode != 0:
            raise RuntimeError(f"{pathlib.Path(command[0]).name} failed: {done.stdout[-1500:]}{done.stderr[-1500:]}")
