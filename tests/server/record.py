#!/usr/bin/env python3
"""Runs programs of the oracle on a server, with the official SDK: record.py ADDRESS SEED COUNT WORK

Their histories stay on the server. Exit code 77: there is no oracle here.
"""
import os
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/oracle"))

from official import Official  # noqa: E402


def main():
    address, seed, count, work = sys.argv[1:]
    oracle = pathlib.Path(os.environ.get("LOCKSTEP_ORACLE", ROOT.parent / "shared/oracle"))
    if not oracle.exists():
        print(f"{oracle} is not there; set LOCKSTEP_ORACLE", file=sys.stderr)
        return 77
    official = Official(oracle, "ts", pathlib.Path(work))
    official.record_on(address, pathlib.Path(work) / "recorded", seed, count)
    return 0


if __name__ == "__main__":
    sys.exit(main())
