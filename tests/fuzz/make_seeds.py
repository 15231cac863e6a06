#!/usr/bin/env python3
"""make_seeds.py FOLDER PROGRAMS SEEDS: what history_fuzz starts from.

Writes the histories of FOLDER, decompressed, into the folder SEEDS, and its
programs to the file PROGRAMS: without those that repeat steps as often as a
history says. A history can say 2^62 times; only the supervisor's deadlock
limit ends that, and a fuzzer has none.
"""
import glob
import gzip
import json
import os
import sys


def loops_by_data(value):
    if isinstance(value, dict):
        if value.get("do") == "repeat" and isinstance(value["times"], dict):
            return True
        return any(loops_by_data(each) for each in value.values())
    return isinstance(value, list) and any(map(loops_by_data, value))


def main():
    folder, programs, seeds = sys.argv[1:]
    os.makedirs(seeds, exist_ok=True)
    for path in sorted(glob.glob(folder + "/histories/*.json.gz")):
        name = os.path.basename(path).removesuffix(".gz")
        with gzip.open(path) as history:
            # Without white space there is more to mutate in a byte.
            text = json.dumps(json.load(history), separators=(",", ":"))
        with open(os.path.join(seeds, name), "w", encoding="utf-8") as seed:
            seed.write(text)
    with open(folder + "/programs.json", encoding="utf-8") as file:
        by_type = json.load(file)["programs"]
    kept = {name: program for name, program in by_type.items()
            if not loops_by_data(program)}
    with open(programs, "w", encoding="utf-8") as file:
        json.dump({"programs": kept}, file)


main()
