#!/usr/bin/env python3
"""How fast histories are downloaded, side by side on one dev server.

    bench/fetch_bench.py --bin build/release/history_fetch/lockstep-fetch [--count 2000] [--rounds 3]
    bench/fetch_bench.py --bin ... --shape markers --count 20000 --only lockstep    # memory of a large corpus

A shell loop of `temporal workflow show -o json` (a sample, scaled), a Go program
of bench/fetch on the official API with 16 requests in flight that writes
protojson, and `lockstep-fetch sync` to a new corpus. The last two alternate;
the median of the rounds counts. Needs what ./setup.sh installs, and Go.

--database FILE keeps the seeded server for the next time.
"""
import argparse
import contextlib
import json
import os
import pathlib
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
NAMESPACE = "bench"
PLAN = """\
[[stratum]]
workflow_type = "Bench"
statuses = ["Completed"]
want = 1000000
age_buckets = ["retention"]
split_by = []
"""


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bin", type=pathlib.Path, required=True, help="lockstep-fetch, built for release")
    parser.add_argument("--count", type=int, default=2000, help="histories of 65 events")
    parser.add_argument("--shape", choices=("activities", "markers"), default="activities",
                        help="65 events in 32 batches, or in 4 (quickly seeded)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sample", type=int, default=60, help="histories of the shell loop")
    parser.add_argument("--concurrency", type=int, nargs="+", default=[4, 16], help="of lockstep-fetch")
    parser.add_argument("--only", choices=("show", "go", "lockstep"))
    parser.add_argument("--database", type=pathlib.Path, help="keep the server's database here")
    return parser.parse_args()


def temporal_program():
    tools = pathlib.Path(os.environ.get("LOCKSTEP_TOOLS") or
                         pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "lockstep")
    return os.environ.get("LOCKSTEP_TEMPORAL_CLI") or str(tools / "official/venv/bin/temporal")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def server(temporal, database):
    address = f"127.0.0.1:{free_port()}"
    process = subprocess.Popen(
        [temporal, "server", "start-dev", "--headless", "--ip", "127.0.0.1", "--port", address.split(":")[1],
         "--http-port", str(free_port()), "--log-level", "error", "--namespace", NAMESPACE,
         "--db-filename", str(database), "--sqlite-pragma", "synchronous=OFF",
         "--dynamic-config-value", "frontend.namespaceRPS=20000",
         "--dynamic-config-value", "frontend.namespaceCount=20000"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(120):
            ask = [temporal, "workflow", "count", "--address", address, "--namespace", NAMESPACE]
            if subprocess.run(ask, capture_output=True, check=False).returncode == 0:
                break
            time.sleep(0.5)
        else:
            raise RuntimeError("the server does not serve")
        yield address
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


class Usage:
    """What a program took: seconds, seconds of CPU, greatest resident size in MB.

    The kernel counts what this process has when it starts one; so it keeps little.
    """

    def __init__(self, command):
        with tempfile.TemporaryFile() as out:
            began = time.monotonic()
            process = subprocess.Popen([str(word) for word in command], stdout=out, stderr=subprocess.STDOUT)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)  # it is reaped
            self.seconds = time.monotonic() - began
            if status != 0:
                out.seek(0)
                raise RuntimeError(f"{command[0]} failed: {out.read()[-1500:].decode()}")
        self.cpu = usage.ru_utime + usage.ru_stime
        self.megabytes = usage.ru_maxrss / 1024


def counted(temporal, address):
    ask = [temporal, "workflow", "count", "--address", address, "--namespace", NAMESPACE, "-o", "json",
           "-q", "WorkflowType = 'Bench'"]
    return int(json.loads(subprocess.run(ask, capture_output=True, check=True).stdout).get("count", 0))


def seed(client, temporal, address, args):
    if counted(temporal, address) == 0:
        subprocess.run([client, "seed", "--address", address, "--namespace", NAMESPACE, "--shape", args.shape,
                        "--count", str(args.count)], check=True, stdout=subprocess.DEVNULL)
    for _ in range(60):  # visibility is eventually consistent
        there = counted(temporal, address)
        if there >= args.count:
            break
        time.sleep(0.5)
    if there != args.count:
        raise RuntimeError(f"the server has {there} histories, not {args.count}; give another --database")


def show_loop(temporal, address, args, folder):
    ask = [temporal, "workflow", "list", "--address", address, "--namespace", NAMESPACE, "-o", "jsonl",
           "--limit", str(args.sample), "-q", "WorkflowType = 'Bench'"]
    lines = subprocess.run(ask, capture_output=True, check=True, text=True).stdout.splitlines()
    runs = [json.loads(line)["execution"] for line in lines]
    script = folder / "loop.sh"
    script.write_text("set -e\n" + "".join(
        f"{temporal} workflow show --address {address} --namespace {NAMESPACE} -w {run['workflowId']} "
        f"-r {run['runId']} -o json >{folder}/show-{i}.json\n" for i, run in enumerate(runs)))
    return Usage(["sh", script])


def new_folder(folder):
    """Nothing is removed in between: ext4 takes long to make files where others were removed seconds ago."""
    return folder / f"out-{len(list(folder.iterdir()))}"


def go_client(client, address, folder):
    out = new_folder(folder)
    usage = Usage([client, "fetch", "--address", address, "--namespace", NAMESPACE, "--out", out])
    return usage, len(list(out.iterdir()))


def lockstep(args, address, folder, concurrency):
    plan, corpus = folder / "plan.toml", new_folder(folder)
    plan.write_text(PLAN)
    usage = Usage([args.bin, "sync", corpus, "--plan", plan, "--address", address, "--namespace", NAMESPACE,
                   "--concurrency", concurrency])
    return usage, len(list(corpus.glob("histories/*/*.json.gz")))


def measure(args, temporal, client, address, folder):
    """Rows of (name, histories, usages)."""
    rows = []
    if args.only in (None, "show"):
        rows.append(("shell loop of temporal workflow show", args.sample, [show_loop(temporal, address, args, folder)]))
    measured = {}
    for _ in range(args.rounds):
        if args.only in (None, "go"):
            measured.setdefault("Go client, 16 in flight", []).append(go_client(client, address, folder))
        for concurrency in args.concurrency if args.only in (None, "lockstep") else ():
            name = f"lockstep-fetch sync --concurrency {concurrency}"
            measured.setdefault(name, []).append(lockstep(args, address, folder, concurrency))
    for name, results in measured.items():
        for _, files in results:
            if files != args.count:
                raise RuntimeError(f"{name} wrote {files} histories, not {args.count}")
        rows.append((name, args.count, [usage for usage, _ in results]))
    return rows


def report(rows):
    def rate(row):
        return row[1] / statistics.median(usage.seconds for usage in row[2])

    base = rate(rows[0])
    print("| | Histories/s | Ratio | CPU ms each | Peak MB |\n|---|---|---|---|---|")
    for row in rows:
        name, count, usages = row
        cpu = statistics.median(usage.cpu for usage in usages) / count * 1000
        peak = max(usage.megabytes for usage in usages)
        print(f"| {name} | {rate(row):,.0f} | {rate(row) / base:.1f} | {cpu:.2f} | {peak:.0f} |")


def main():
    args = read_arguments()
    temporal = temporal_program()
    with tempfile.TemporaryDirectory(prefix="lockstep-fetch-bench-") as scratch:
        scratch = pathlib.Path(scratch)
        client = scratch / "client"
        go = shutil.which("go") or "/usr/local/go/bin/go"
        subprocess.run([go, "build", "-o", client, "."], cwd=HERE / "fetch", check=True)
        with server(temporal, args.database or scratch / "server.db") as address:
            seed(client, temporal, address, args)
            load = os.getloadavg()[0]
            rows = measure(args, temporal, client, address, scratch)
        print(f"{args.count} histories of 65 events ({args.shape}), {os.cpu_count()} cores, load before: {load:.1f}\n")
        report(rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
