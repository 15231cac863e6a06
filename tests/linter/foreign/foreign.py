#!/usr/bin/env python3
"""lockstep-lint over code that nobody wrote for it.

Gets the Debian sources of abseil, protobuf and leveldb through a private copy
of the apt sources, names some of their functions as workflows, and expects of
each: no crash, no unit lost, findings where they must be, a report of bounded
size, the same bytes with another -j.
"""
import argparse
import glob
import json
import os
import re
import subprocess
import sys

PACKAGES = {
    # Debian package: (what cmake is told, which units, a cause to be found)
    'abseil': (['-DCMAKE_CXX_STANDARD=17'], r'/absl/(base|strings|time)/', None),
    'leveldb': (['-DLEVELDB_BUILD_TESTS=OFF', '-DLEVELDB_BUILD_BENCHMARKS=OFF'],
                r'', ('leveldb::DB::Open', 'lockstep-file-access')),
    'protobuf': (['-Dprotobuf_BUILD_TESTS=OFF'],
                 r'/google/protobuf/([a-z_.]*|io/[a-z_]*|stubs/[a-z_]*)\.cc$',
                 None),
}
LARGEST_REPORT = 8 << 20
LONGEST_FINDING = 30  # lines
MOST_UNKNOWN = 20     # findings about functions that nobody knows


SKIPPED = 77


def fail(text):
    sys.exit(f'foreign: {text}')


def run(command, **options):
    done = subprocess.run(command, capture_output=True, text=True, **options)
    if done.returncode != 0:
        fail(f'{" ".join(command)}: {done.stderr.strip()[-400:]}')
    return done.stdout


def fetch(command, folder):
    """Without the sources there is nothing to test: CTest shows a skip."""
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder)
    if done.returncode != 0:
        print(f'foreign: SKIPPED: {" ".join(command[-4:])}: '
              f'{done.stderr.strip()[-400:]}')
        sys.exit(SKIPPED)


def apt_options(folder):
    """A copy of the machine's sources that also names source packages."""
    sources = os.path.join(folder, 'sources')
    for name in ('sources', 'lists/partial', 'archives/partial'):
        os.makedirs(os.path.join(folder, name), exist_ok=True)
    for path in glob.glob('/etc/apt/sources.list.d/debian*.sources'):
        with open(path) as f:
            text = f.read()
        with open(os.path.join(sources, os.path.basename(path)), 'w') as out:
            out.write(text.replace('Types: deb\n', 'Types: deb deb-src\n'))
    if os.path.exists('/etc/apt/sources.list'):
        with open('/etc/apt/sources.list') as f:
            lines = [line for line in f
                     if line.startswith('deb ') and '/debian' in line]
        with open(os.path.join(sources, 'classic.list'), 'w') as out:
            out.writelines(lines)
            out.writelines('deb-src ' + line[4:] for line in lines)
    return ['-o', 'Dir::Etc::sourcelist=/dev/null',
            '-o', f'Dir::Etc::sourceparts={sources}',
            '-o', f'Dir::State::lists={folder}/lists',
            '-o', f'Dir::Cache={folder}']


def get_sources(folder):
    """The unpacked folder of each package."""
    done = os.path.join(folder, 'complete')
    if not os.path.exists(done):
        options = apt_options(os.path.join(folder, 'apt'))
        fetch(['apt-get', *options, 'update', '-qq'], folder)
        fetch(['apt-get', *options, 'source', '--download-only', *PACKAGES],
              folder)
        for archive in sorted(glob.glob(f'{folder}/*.orig.tar.*')):
            run(['tar', 'xf', archive], cwd=folder)
        open(done, 'w').close()
    return {name: next(path for path in sorted(glob.glob(f'{folder}/{name}*'))
                       if os.path.isdir(path)) for name in PACKAGES}


def configure(source, options, wanted):
    build = os.path.join(source, 'build')
    run(['cmake', '-S', source, '-B', build, '-G', 'Ninja',
         '-DCMAKE_CXX_COMPILER=clang++-19',
         '-DCMAKE_EXPORT_COMPILE_COMMANDS=ON', *options])
    with open(os.path.join(build, 'compile_commands.json')) as f:
        units = {entry['file'] for entry in json.load(f)}
    return build, sorted(u for u in units if not u.endswith('.c')
                         and 'CMakeFiles' not in u and os.path.exists(u)
                         and re.search(wanted, u))


def lint(args, build, units, jobs, report):
    command = [args.program, '-p', build, '--no-cache', '-j', str(jobs),
               '--profile', args.profile, '--output', f'json={report}', *units]
    done = subprocess.run(command, capture_output=True, text=True,
                          cwd=os.path.dirname(build), check=False)
    if done.returncode not in (0, 1) or done.stderr:
        fail(f'{build}: exit {done.returncode}: '
             f'{(done.stderr or done.stdout).strip()[-2000:]}')
    with open(report) as f:
        return done.stdout, json.load(f)


def check_size(name, text):
    if len(text) > LARGEST_REPORT:
        fail(f'{name}: the report has {len(text)} bytes')
    lines = 0
    for line in text.splitlines():
        lines = 1 if re.search(r'\[lockstep-[a-z-]*\]$', line) else lines + 1
        if lines > LONGEST_FINDING:
            fail(f'{name}: a finding of {lines} lines: {line}')


def check_findings(name, findings, expected):
    places = [(f['rule'], *(f['place'] or {}).values(), f['symbol']) for f in findings]
    twice = {place for place in places if places.count(place) > 1}
    if twice:
        fail(f'{name}: reported twice: {sorted(twice)}')
    unknown = [p for p in places if p[0] == 'lockstep-unknown-callee']
    if len(unknown) > MOST_UNKNOWN:
        fail(f'{name}: {len(unknown)} unknown: {unknown}')
    found = {(entry['name'], f['rule'])
             for f in findings for entry in f['entries']}
    if expected and expected not in found:
        fail(f'{name}: {expected} is not among {sorted(found)[:40]}')


def check(args, name, build, units, expected):
    report = os.path.join(build, 'lint.json')
    text, result = lint(args, build, units, 2, report)
    coverage = result['coverage']
    if coverage['units'] != len(units) or coverage['units_failed'] or not units:
        fail(f'{name}: {coverage["units"]} of {len(units)} units')
    if coverage['entries'] == 0:
        fail(f'{name}: the profile named no function')
    check_findings(name, result['findings'], expected)
    check_size(name, text)
    if lint(args, build, units[::-1], 1, report) != (text, result):
        fail(f'{name}: -j1 in another order gives another report')
    print(f'{name}: {len(units)} units, {coverage["functions_analysed"]} '
          f'functions, {len(result["findings"])} findings', flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('program')
    parser.add_argument('profile')
    parser.add_argument('--folder', default=os.path.join(
        os.environ.get('LOCKSTEP_TOOLS',
                       os.path.expanduser('~/.cache/lockstep')), 'foreign'))
    args = parser.parse_args()
    args.program = os.path.abspath(args.program)
    args.profile = os.path.abspath(args.profile)
    os.makedirs(args.folder, exist_ok=True)
    for name, source in sorted(get_sources(args.folder).items()):
        options, wanted, expected = PACKAGES[name]
        build, units = configure(source, options, wanted)
        check(args, name, build, units, expected)


if __name__ == '__main__':
    main()
