"""How long a start takes until /ready answers, against a bare import of the libraries it stands on.

Both are whole processes of the same interpreter, in turn. The ratio says what our own code adds.
"""

import http.client
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
LIBRARIES = "import sqlalchemy, aiohttp.web, pydantic, structlog, babel, telegram, twilio.rest"
ROUNDS = 5


def main() -> None:
    """Measure both, in turn, and print the medians and their ratio."""
    ready, bare = [], []
    for _ in range(ROUNDS):
        ready.append(seconds_to_ready())
        bare.append(seconds_to_import())
    middle = ROUNDS // 2
    print(f"seconds, median of {ROUNDS}:")
    print(f"  start to /ready     {sorted(ready)[middle]:6.2f}")
    print(f"  libraries imported  {sorted(bare)[middle]:6.2f}")
    print(f"  ratio               {sorted(ready)[middle] / sorted(bare)[middle]:6.2f}")


def seconds_to_ready() -> float:
    """Start the program with the sandbox on an empty database, and stop it when it is ready."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        environment = os.environ | {"PORT": str(port), "DATABASE_URL": f"sqlite:///{folder}/start.db"}
        began = time.perf_counter()
        program = subprocess.Popen(
            [sys.executable, "-m", "bot", "run"], cwd=ROOT, env=environment, stderr=subprocess.DEVNULL
        )
        try:
            while not is_ready(port):
                time.sleep(0.01)
            return time.perf_counter() - began
        finally:
            program.terminate()
            program.wait()


def seconds_to_import() -> float:
    """Import the libraries in a process of their own."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", LIBRARIES], check=True, cwd=ROOT)
    return time.perf_counter() - began


def is_ready(port: int) -> bool:
    """Ask /ready."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
    try:
        connection.request("GET", "/ready")
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()


def free_port() -> int:
    """Find a port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
