#!/usr/bin/env python3
"""What lockstep-lint costs, beside what compiling costs.

    bench/lint_bench.py build/release/linter/lockstep-lint [--units 120]
    bench/lint_bench.py LINT --database DIR      # an existing project

Prints each figure of issue 5, "Must hold", with its limit. The floor is
`clang++-19 -fsyntax-only` of the same units, one process each, one after the
other. clang-tidy is measured on a sample and scaled (--tidy-sample).
"""
import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

UNIT = '''\
#include <algorithm>
#include <array>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "lockstep/workflow.h"
#include "orders.h"

using namespace lockstep;

namespace {{

struct Line{n} {{ std::string item; int count = 0; }};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Line{n}, item, count)

const ActivityRef<int(int)> kReserve{{
    "Reserve{n}", ActivityOptions().StartToClose(std::chrono::seconds(60))}};

std::map<std::string, int> Totals(const std::vector<Line{n}>& lines) {{
  std::map<std::string, int> totals;
  for (const Line{n}& line : lines) totals[line.item] += line.count;
  return totals;
}}

int Priority(const std::string& item) {{
  static const std::array<int, 3> kSteps = {{1, 10, 100}};
  return std::accumulate(kSteps.begin(), kSteps.end(), Weight(item));
}}

}}  // namespace

Task<int> Workflow{n}(Context& ctx, int order) {{
  std::vector<Line{n}> lines = {{{{"a", order}}, {{"b", 2}}}};
  std::sort(lines.begin(), lines.end(), [](const Line{n}& a, const Line{n}& b) {{
    return std::tie(a.item, a.count) < std::tie(b.item, b.count);
  }});
  int sum = 0;
  for (const auto& [item, count] : Totals(lines)) {{
    const int reserved = co_await kReserve(ctx, count);
    sum += reserved + Priority(item);
  }}
  co_await ctx.Sleep(std::chrono::hours(sum % 24));
  co_return sum;
}}

LOCKSTEP_BUILD(build) {{ build.Workflow("Workflow{n}", &Workflow{n}); }}
'''

HEADER = '''\
#pragma once
#include <numeric>
#include <string>
inline int Weight(const std::string& item) {
  return std::accumulate(item.begin(), item.end(), 0);
}
'''


def make_project(folder, count, source):
    database = []
    with open(os.path.join(folder, 'orders.h'), 'w') as out:
        out.write(HEADER)
    for n in range(count):
        path = os.path.join(folder, f'workflow_{n}.cpp')
        with open(path, 'w') as out:
            out.write(UNIT.format(n=n))
        database.append({
            'directory': folder, 'file': path,
            'command': f'clang++-19 -std=c++20 -g -Wall -I{source}/include '
                       f'-I{folder} -c {path} -o {path}.o'})
    with open(os.path.join(folder, 'compile_commands.json'), 'w') as out:
        json.dump(database, out)


def run(command, **options):
    """Seconds and peak megabytes of one process and its children."""
    before = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL, **options)
    _, status, usage = os.wait4(process.pid, 0)
    return (time.monotonic() - before, usage.ru_maxrss / 1024,
            os.waitstatus_to_exitcode(status))


def units_of(folder):
    with open(os.path.join(folder, 'compile_commands.json')) as f:
        return json.load(f)


def floor_of(units):
    total, by_file = 0.0, {}
    for unit in units:
        command = unit.get('command') or ' '.join(unit['arguments'])
        command = re.sub(r'^\S*(ccache )?\S+', 'clang++-19', command)
        command = re.sub(r' -o \S+', '', command).replace(' -c ', ' ')
        seconds, _, _ = run(['sh', '-c', 'exec ' + command + ' -fsyntax-only -w'],
                            cwd=unit['directory'])
        by_file[unit['file']] = seconds
        total += seconds
    return total, by_file


def tidy_of(units, folder, sample):
    chosen = units[::max(1, len(units) // sample)][:sample]
    total = 0.0
    for unit in chosen:
        total += run(['clang-tidy-19', '-p', folder, '--quiet',
                      '--checks=-*,bugprone-*', unit['file']])[0]
    return total * len(units) / len(chosen)


def lint(program, folder, files, cache, *more):
    return run([program, '-p', folder, '--cache-dir', cache, '-j', '2',
                '--quiet', *more, *files], cwd=folder)


def report(name, value, unit, limit=None, at_least=False):
    verdict = ''
    if limit is not None:
        good = value >= limit if at_least else value <= limit
        word = 'at least' if at_least else 'at most'
        verdict = f'   {word} {limit:g}: {"holds" if good else "DOES NOT HOLD"}'
    print(f'{name:<44} {value:9.3f} {unit}{verdict}', flush=True)


def edited_run(args, folder, files, cache):
    """One source changed: median of three edits, and which file it was."""
    changed, seconds = files[len(files) // 2], []
    with open(changed) as f:
        text = f.read()
    for i in range(3):
        with open(changed, 'w') as out:
            out.write(f'{text}\n// edit {i} {os.getpid()}\n')
        seconds.append(lint(args.program, folder, files, cache)[0])
    with open(changed, 'w') as out:
        out.write(text)
    return changed, statistics.median(seconds)


def measure(args, folder):
    units = units_of(folder)
    files = [unit['file'] for unit in units]
    cache = tempfile.mkdtemp(prefix='lint-bench-cache')
    floor, by_file = floor_of(units)
    report(f'floor, {len(units)} units, one after the other', floor, 's')
    cold, memory, status = lint(args.program, folder, files, cache)
    if status not in (0, 1):
        sys.exit(f'lint_bench: {args.program} exited with {status}')
    report('cold, -j2, umbrella to be built', cold, 's')
    report('  of the floor', cold / floor, '', 0.35)
    report('  peak memory', memory, 'MB', 1500)
    warm = statistics.median(
        lint(args.program, folder, files, cache)[0] for _ in range(7))
    scale = 100 / len(units)
    report('nothing changed', warm * 1000, 'ms')
    report('  for 100 units', warm * 1000 * scale, 'ms', 100)
    if not args.database:
        changed, edited = edited_run(args, folder, files, cache)
        report('one source changed', edited * 1000, 'ms')
        report('  its own floor', by_file[changed] * 1000, 'ms')
        report('  over 0.5 of its floor + 100 ms',
               edited / (0.5 * by_file[changed] + 0.1), '', 1)
    if args.tidy_sample:
        tidy = tidy_of(units, folder, args.tidy_sample)
        report(f'clang-tidy bugprone-* ({args.tidy_sample} units, scaled)',
               tidy, 's')
        report('  over cold', tidy / cold, '', 8, at_least=True)
    shutil.rmtree(cache)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('program', type=os.path.abspath)
    parser.add_argument('--units', type=int, default=120)
    parser.add_argument('--database', type=os.path.abspath)
    parser.add_argument('--tidy-sample', type=int, default=10)
    args = parser.parse_args()
    if args.database:
        measure(args, args.database)
        return
    source = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    with tempfile.TemporaryDirectory(prefix='lint-bench') as folder:
        make_project(folder, args.units, source)
        measure(args, folder)


if __name__ == '__main__':
    main()
