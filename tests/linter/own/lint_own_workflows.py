#!/usr/bin/env python3
"""lockstep-lint over the workflows of this repository: no finding at all, no
unit lost, and each workflow that a unit registers is an entry.

    lint_own_workflows.py LOCKSTEP_LINT SOURCE_FOLDER BINARY_FOLDER
"""
import json
import pathlib
import re
import subprocess
import sys

FOLDERS = ('fixtures/workflows', 'bench/workflows')
REGISTERED = re.compile(r'\.Workflow\(\s*"')


def main():
    lint, source, binary = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3]
    # The units of bench/ are in the database with LOCKSTEP_BENCH alone.
    with open(f'{binary}/compile_commands.json') as f:
        known = {pathlib.Path(entry['file']) for entry in json.load(f)}
    units = [unit for folder in FOLDERS
             for unit in sorted((source / folder).rglob('*.cpp'))
             if unit in known]
    registered = sum(len(REGISTERED.findall(unit.read_text()))
                     for unit in units)
    run = subprocess.run(
        [lint, '-p', binary, '--no-cache', '--format', 'json',
         *map(str, units)], cwd=source, capture_output=True, text=True,
        check=False)
    if run.returncode not in (0, 1, 2) or run.stderr:
        sys.exit(f'exit code {run.returncode}: {run.stderr.strip()}')
    report = json.loads(run.stdout)
    problems = [f"{each['place']['file']}:{each['place']['line']}: "
                f"{each['message']}" for each in report['findings']]
    problems += [str(each) for each in report['failures']]
    coverage = report['coverage']
    if coverage['units'] != len(units) or not units:
        problems.append(f"{coverage['units']} of {len(units)} units")
    if coverage['entries'] < registered or not registered:
        problems.append(f"{coverage['entries']} of {registered} entries")
    if problems:
        sys.exit('\n'.join(problems))
    print(f"{len(units)} units, {coverage['entries']} entries, "
          f"{coverage['functions_analysed']} functions")


main()
