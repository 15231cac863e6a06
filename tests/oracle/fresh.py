#!/usr/bin/env python3
"""The official engine as judge, on programs that nobody has seen.

fresh.py --seed N --count K    generates K programs, records them on a server of its own with the official SDK,
                               edits them, asks both engines
fresh.py --from DIR...         judges folders that were recorded before; needs neither server nor SDK

Prints tables and every disagreement, each with the smallest edited program that still shows it.
docs/conformance.md, "Fresh programs", has the method. Exit code: 0 no disagreement, 1 at least one,
2 nothing could be judged, 77 no oracle here (skipped).
"""
import argparse
import os
import pathlib
import subprocess
import sys
import tempfile

import agreement
import cases
import shrink
from lockstep import Lockstep
from official import Official
from report import Tally

ROOT = pathlib.Path(__file__).resolve().parents[2]
SKIPPED = 77


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, help="of programs, scenarios and edits")
    parser.add_argument("--count", type=int, help="how many programs")
    parser.add_argument("--mutants-per-program", type=int, default=5, metavar="M")
    parser.add_argument("--from", type=pathlib.Path, nargs="+", dest="folders", metavar="DIR")
    parser.add_argument("--judge", choices=("ts", "py"), default="ts", help="the SDK that records and judges")
    parser.add_argument("--work", type=pathlib.Path, help="where the cases are kept (default: nowhere)")
    parser.add_argument("--build-dir", type=pathlib.Path, default=ROOT / "build/dev")
    parser.add_argument("--shrink", type=int, metavar="N",
                        help="how many disagreements are made small (default: 20; with --from 0: it takes the SDK)")
    parser.add_argument("--tsv", type=pathlib.Path, help="write the counts here, too: PREFIX-folders.tsv, PREFIX-edits.tsv")
    args = parser.parse_args()
    if (args.folders is None) == (args.seed is None or args.count is None):
        parser.error("give either --seed and --count, or --from")
    if args.shrink is None:
        args.shrink = 0 if args.folders else 20
    return args


def judge(folder, lockstep, tallies):
    """Counts the folder's pairs; returns [(pair, answer)] of the disagreements that have no explanation."""
    found = []
    for pair, answer in zip(folder.pairs, lockstep.answers(folder.programs, folder.pairs)):
        differs = agreement.differences(pair, answer)
        explained = agreement.explanation(pair, answer) if differs else ""
        for tally, key in zip(tallies, (folder.path.name, pair.edit)):
            tally.add(key, pair, differs, explained)
        if not differs:
            continue
        print(f"\n{folder.path.name}: {pair.name} on {pair.program} ({pair.edit}): {'; '.join(differs)}")
        print(f"  official: {pair.official} {pair.strict_reason} {pair.message}".rstrip())
        if answer.message:
            print(f"  ours: {answer.message}")
        if explained:
            print(f"  explained: {explained}")
        else:
            found.append((pair, answer))
    return found


def run(args, oracle, work):
    lockstep = Lockstep(args.build_dir)
    official = Official(oracle, args.judge, work)
    folders = args.folders
    if not folders:
        folders = [work / f"seed-{args.seed}"]
        official.record(folders[0], args.seed, args.count, args.mutants_per_program)
    tallies = Tally("Folder"), Tally("Edit")
    unexplained = 0
    for path in folders:
        folder = cases.read_folder(path)
        found = judge(folder, lockstep, tallies)
        for text in shrink.smallest(found[: args.shrink], folder, official, lockstep):
            print(f"\n{text}")
        unexplained += len(found)
    write(args, tallies)
    total = tallies[0].total()
    print(f"\n{total.total()} pairs, {total['explained']} explained, {unexplained} disagreements")
    return 1 if unexplained else 0 if total.total() else 2


def write(args, tallies):
    for tally in tallies:
        print(f"\n{tally.markdown()}")
        if args.tsv:
            pathlib.Path(f"{args.tsv}-{tally.title.lower()}s.tsv").write_text(tally.tsv())


def main():
    args = read_arguments()
    oracle = pathlib.Path(os.environ.get("LOCKSTEP_ORACLE", ROOT.parent / "shared/oracle"))
    if not args.folders and not oracle.exists():
        print(f"SKIPPED: {oracle} is not there; set LOCKSTEP_ORACLE", file=sys.stderr)
        return SKIPPED
    try:
        with tempfile.TemporaryDirectory(prefix="lockstep-fresh-") as scratch:
            work = (args.work or pathlib.Path(scratch)).resolve()
            work.mkdir(parents=True, exist_ok=True)
            return run(args, oracle, work)
    except (OSError, ValueError, RuntimeError, subprocess.CalledProcessError) as error:
        print(f"fresh.py: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
