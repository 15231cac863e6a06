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
import subprocess
import sys

PACKAGES = {
    # Debian package: (what cmake is told, a cause that must be found)
    'abseil': (['-DCMAKE_CXX_STANDARD=17'], None),
    'leveldb': (['-DLEVELDB_BUILD_TESTS=OFF', '-DLEVELDB_BUILD_BENCHMARKS=OFF'],
                ('leveldb::DB::Open', 'lockstep-file-access')),
    'protobuf': (['-Dprotobuf_BUILD_TESTS=OFF'], None),
}
LARGEST_REPORT = 8 << 20
LONGEST_FINDING = 20


def fail(text):
    sys.exit(f'foreign: {text}')


def run(command, **options):
    done = subprocess.run(command, capture_output=True, text=True, **options)
    if done.returncode != 0:
        fail(f'{" ".join(command)}: {done.stderr.strip()[-400:]}')
    return done.stdout


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
    return ['-o', 'Dir::Etc::sourcelist=/dev/null',
            '-o', f'Dir::Etc::sourceparts={sources}',
            '-o', f'Dir::State::lists={folder}/lists',
            '-o', f'Dir::Cache={folder}']


def get_sources(folder):
    """The unpacked folder of each package."""
    done = os.path.join(folder, 'complete')
    if not os.path.exists(done):
        options = apt_options(os.path.join(folder, 'apt'))
        run(['apt-get', *options, 'update', '-qq'])
        run(['apt-get', *options, 'source', '--download-only', *PACKAGES],
            cwd=folder)
        for archive in sorted(glob.glob(f'{folder}/*.orig.tar.*')):
            run(['tar', 'xf', archive], cwd=folder)
        open(done, 'w').close()
    return {name: next(path for path in sorted(glob.glob(f'{folder}/{name}*'))
                       if os.path.isdir(path)) for name in PACKAGES}


def configure(source, options):
    build = os.path.join(source, 'build')
    run(['cmake', '-S', source, '-B', build, '-G', 'Ninja',
         '-DCMAKE_CXX_COMPILER=clang++-19',
         '-DCMAKE_EXPORT_COMPILE_COMMANDS=ON', *options])
    with open(os.path.join(build, 'compile_commands.json')) as f:
        units = {entry['file'] for entry in json.load(f)}
    return build, sorted(u for u in units if not u.endswith('.c')
                         and 'CMakeFiles' not in u and os.path.exists(u))


def lint(args, build, units, jobs, form):
    command = [args.program, '-p', build, '--no-cache', '-j', str(jobs),
               '--profile', args.profile, '--format', form, '--quiet', *units]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode not in (0, 1):
        fail(f'{build}: exit {done.returncode}: {done.stderr.strip()[-2000:]}')
    return done.stdout


def check_size(name, text):
    if len(text) > LARGEST_REPORT:
        fail(f'{name}: the report has {len(text)} bytes')
    lines = 0
    for line in text.splitlines():
        starts = ': error: ' in line or ': warning: ' in line
        lines = 1 if starts else lines + 1
        if lines > LONGEST_FINDING + 8:
            fail(f'{name}: a finding of more than {LONGEST_FINDING} lines')


def check(args, name, build, units, expected):
    report = json.loads(lint(args, build, units, 2, 'json'))
    coverage = report['coverage']
    if coverage['units'] != len(units):
        fail(f'{name}: {coverage["units"]} of {len(units)} units')
    if coverage['entries'] == 0:
        fail(f'{name}: the profile named no function')
    found = {(f['entry'], f['rule']) for f in report['findings']}
    if expected and expected not in found:
        fail(f'{name}: {expected} is not among {sorted(found)[:40]}')
    text = lint(args, build, units, 2, 'text')
    check_size(name, text)
    if text != lint(args, build, units[::-1], 1, 'text'):
        fail(f'{name}: -j1 in another order gives another report')
    print(f'{name}: {len(units)} units, {coverage["functions"]} functions, '
          f'{len(report["findings"])} findings')


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument('program')
    parser.add_argument('profile')
    parser.add_argument('--folder', default=os.path.join(
        os.environ.get('LOCKSTEP_TOOLS',
                       os.path.expanduser('~/.cache/lockstep')), 'foreign'))
    args = parser.parse_args()
    os.makedirs(args.folder, exist_ok=True)
    for name, source in sorted(get_sources(args.folder).items()):
        options, expected = PACKAGES[name]
        build, units = configure(source, options)
        check(args, name, build, units, expected)


if __name__ == '__main__':
    main()
