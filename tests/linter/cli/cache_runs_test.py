"""Holds runs of lockstep-lint that share a cache to the bytes of a run without
one: any order and number of jobs, several runs at once, runs that are killed,
damaged databases, other builds of the program.

    cache_runs_test.py LOCKSTEP_LINT [--kills 30]
"""
import argparse
import json
import pathlib
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

COMMON = """\
#pragma once
#include <cstddef>
#include <ctime>
namespace lockstep {
class Context;
template <class T> struct Task { T value; };
}
inline long Shared(int n) { return n > 2 ? std::time(nullptr) : 0; }
"""
UNIT = """\
#include "common.h"
#include <cstdlib>
static int Draw() {{ return std::rand(); }}
[[clang::annotate("lockstep::workflow")]]
lockstep::Task<long> Workflow{n}(lockstep::Context&, int given) {{
  if (Shared(given) > {n}) return {{Draw()}};
  return {{0}};
}}
"""
UNITS = 12


class Project:
    """Twelve units with two findings each."""

    def __init__(self, lint, folder):
        self.lint = lint
        self.folder = pathlib.Path(folder)
        self.cache = self.folder / "cache"
        self.common = self.folder / "common.h"
        self.common.write_text(COMMON)
        for n in range(UNITS):
            self.unit(n).write_text(UNIT.format(n=n))
        self.write_database(range(UNITS))
        self.want = self.run("--no-cache", "-j1")
        assert self.want.count(b"\n") > UNITS, self.want

    def unit(self, n):
        return self.folder / f"unit_{n:02}.cpp"

    def write_database(self, order):
        entries = [{"directory": str(self.folder), "file": str(self.unit(n)),
                    "command": f"c++ -std=c++20 -c {self.unit(n)}"}
                   for n in order]
        (self.folder / "compile_commands.json").write_text(json.dumps(entries))

    def start(self, *options):
        return subprocess.Popen(
            [self.lint, "-p", str(self.folder), "--cache-dir", str(self.cache),
             *options], cwd=self.folder, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE)

    def finish(self, process):
        out, err = process.communicate()
        if process.returncode != 1:
            sys.exit(f"exit code {process.returncode}, not 1: {err.decode()}")
        return out

    def run(self, *options):
        return self.finish(self.start(*options))

    def forget(self):
        shutil.rmtree(self.cache, ignore_errors=True)

    def check(self, law, got):
        if got != self.want:
            sys.exit(f"{law}: another answer than without cache:\n"
                     f"{got.decode()}\ninstead of\n{self.want.decode()}")

    def database(self):
        (path,) = self.cache.glob("lint-*.sqlite")
        return path

    def rows(self):
        with sqlite3.connect(self.database()) as database:
            return database.execute("SELECT count(*) FROM unit").fetchone()[0]


def any_order(project, dice):
    for jobs in ["-j1", "-j2", "-j5"]:
        order = list(range(UNITS))
        dice.shuffle(order)
        project.write_database(order)
        project.forget()
        for what in ["made", "used"]:
            project.check(f"{jobs}, cache {what}", project.run(jobs))
        project.check(f"{jobs}, no cache", project.run(jobs, "--no-cache"))


def runs_at_once(project):
    for _ in range(3):
        project.forget()
        runs = [project.start() for _ in range(4)]
        for process in runs:
            project.check("runs at once", project.finish(process))
        project.check("after runs at once", project.run())
    assert project.rows() == UNITS, project.rows()


def killed_runs(project, dice, kills):
    project.forget()
    begin = time.monotonic()
    project.run()
    whole = time.monotonic() - begin
    died = 0
    for i in range(kills):
        if i % 3 == 0:
            project.forget()
        else:  # something to store, and facts that are there
            with open(project.unit(i % UNITS), "a", encoding="utf8") as unit:
                unit.write(f"// {i}\n")
        process = project.start()
        try:
            process.communicate(timeout=dice.uniform(0, 1.1 * whole))
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            died += 1
        project.check(f"after kill {i}", project.run())
    print(f"{died} of {kills} runs were killed within {whole:.2f} s")


def damaged(project, dice):
    project.run()
    whole = project.database().read_bytes()
    damages = {"empty": b"", "no database": b"x" * 9000,
               "cut": whole[:len(whole) // 2], "header": whole[:90]}
    for i in range(8):
        bad = bytearray(whole)
        at = dice.randrange(len(bad) - 512)
        bad[at:at + 512] = dice.randbytes(512)
        damages[f"512 bytes at {at} ({i})"] = bytes(bad)
    for law, content in damages.items():
        path = project.database()
        for suffix in ["-wal", "-shm"]:
            pathlib.Path(str(path) + suffix).unlink(missing_ok=True)
        path.write_bytes(content)
        project.check(f"damaged: {law}", project.run())
        project.check(f"after damage: {law}", project.run())


def another_build(project):
    """Facts of another build of the program are none."""
    project.forget()
    project.run()
    program = bytearray(pathlib.Path(project.lint).read_bytes())
    note = program.index(b"\x04\0\0\0\x14\0\0\0\x03\0\0\0GNU\0")
    program[note + 16] ^= 1
    other = project.folder / "other-lint"
    other.write_bytes(program)
    other.chmod(0o755)
    before, project.lint = project.lint, str(other)
    project.check("another build", project.run())
    project.lint = before
    assert project.rows() == 2 * UNITS, project.rows()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("lint")
    parser.add_argument("--kills", type=int, default=30)
    args = parser.parse_args()
    dice = random.Random(5)
    with tempfile.TemporaryDirectory() as folder:
        project = Project(args.lint, folder)
        any_order(project, dice)
        runs_at_once(project)
        damaged(project, dice)
        another_build(project)
        killed_runs(project, dice, args.kills)


if __name__ == "__main__":
    main()
