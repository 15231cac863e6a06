"""A Temporal dev server on the loopback interface, gone when the block ends."""
import contextlib
import ctypes
import signal
import socket
import subprocess
import time

_SETTINGS = (
    "--search-attribute", "OracleKey=Keyword",
    "--dynamic-config-value", "frontend.namespaceRPS=20000",
    "--dynamic-config-value", "frontend.namespaceCount=20000",
    # Without it timers fire up to a second late, and races always end the same way.
    "--dynamic-config-value", 'history.timerProcessorMaxTimeShift="1ms"',
)
_PATIENCE = 60  # seconds until it must serve
_PR_SET_PDEATHSIG = 1


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _die_with_parent():
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _serves(temporal, address):
    ask = [temporal, "operator", "search-attribute", "list", "--address", address]
    done = subprocess.run(ask, capture_output=True, text=True, check=False)
    return done.returncode == 0 and "OracleKey" in done.stdout


def _await(server, temporal, address, log):
    deadline = time.monotonic() + _PATIENCE
    while not _serves(temporal, address):
        if server.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"the server does not serve: {log.read_text()[-2000:]}")
        time.sleep(0.5)


@contextlib.contextmanager
def running(temporal, work):
    """Yields the address."""
    port = _free_port()
    address, log = f"127.0.0.1:{port}", work / "server.log"
    command = [temporal, "server", "start-dev", "--headless", "--ip", "127.0.0.1", "--port", str(port), *_SETTINGS]
    with log.open("w") as out:
        server = subprocess.Popen(command, stdout=out, stderr=out, preexec_fn=_die_with_parent)
    try:
        _await(server, temporal, address, log)
        yield address
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
