"""Replicas behind nginx, with the very file that deploy/ has, and a relay before their PostgreSQL."""

import asyncio
import re
import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from shutil import which

import aiohttp

from benchmarks.race import STALLED, Process, program, running
from benchmarks.stand import ROOT, free_port

NGINX = which("nginx", path="/usr/sbin:/usr/bin")
SHIPPED = ROOT / "deploy" / "nginx.conf"
AROUND = """
daemon off; user root; pid {folder}/nginx.pid; error_log {folder}/error.log; worker_processes 1;
events {{ worker_connections 1024; }}
http {{
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxied; fastcgi_temp_path {folder}/f;
    uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s; access_log off;
{shipped}
}}
"""


@dataclass
class Replicas:
    """Replicas of one program, each at a port of its own, started and ended one by one."""

    folder: Path
    settings: Mapping[str, str]
    session: aiohttp.ClientSession
    closing: ExitStack
    ports: Sequence[int] = field(default_factory=lambda: [free_port() for _ in range(3)])
    processes: dict[int, Process] = field(default_factory=dict)

    def start(self, number: int, tree: Path = ROOT, name: str = "replica") -> None:
        """Start one, of the version in a folder; it is not ready yet. `name` is its log's."""
        log, port = self.folder / f"{name}-{number}.log", str(self.ports[number])
        told = dict(self.settings) | {"PORT": port}
        self.processes[number] = self.closing.enter_context(running(program(), log, told, tree))

    async def ready(self, number: int) -> None:
        """Wait until one takes requests; raises TimeoutError where it never does."""
        async with asyncio.timeout(STALLED):
            while not await self.is_ready(number):
                assert self.processes[number].poll() is None, "the program ended by itself"
                await asyncio.sleep(0.1)

    async def is_ready(self, number: int) -> bool:
        """Ask one whether it takes requests."""
        url = f"http://127.0.0.1:{self.ports[number]}/ready"
        try:
            async with self.session.get(url) as answer:
                return answer.ok
        except (aiohttp.ClientError, TimeoutError):
            return False

    async def end(self, number: int, how: signal.Signals) -> None:
        """Kill one, or ask it to stop and wait until it has."""
        process = self.processes[number]
        assert process.poll() is None, "the program ended by itself"
        process.send_signal(how)
        ended = await asyncio.to_thread(process.wait, STALLED)
        assert how is signal.SIGKILL or ended == 0, "the program did not stop cleanly"


@contextmanager
def nginx(folder: Path, port: int, ports: Sequence[int]) -> Iterator[None]:
    """Run nginx before some ports, with what is shipped, but for the certificate."""
    assert NGINX, "nginx is not installed: apt-get install nginx-light"
    shipped = SHIPPED.read_text("utf-8").replace("listen 443 ssl;", f"listen 127.0.0.1:{port};")
    shipped = re.sub(r"\n\s*ssl_certificate.*", "", shipped)
    servers = re.findall(r"\n\s*server 127\.0\.0\.1:\d+.*", shipped)
    for one in servers[1:]:
        shipped = shipped.replace(one, "")
    line = re.sub(r":\d+", ":{port}", servers[0])
    shipped = shipped.replace(servers[0], "".join(line.format(port=one) for one in ports))
    path = folder / "nginx.conf"
    path.write_text(AROUND.format(folder=folder, shipped=shipped), "utf-8")
    with running([NGINX, "-c", str(path), "-p", str(folder)], folder / "nginx.log"):
        yield
