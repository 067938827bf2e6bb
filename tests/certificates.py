"""Certificates of every kind, made by the openssl command: by an authority of the tests' own."""

import ssl
import subprocess
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.clock import utc_now

CURVE = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
SETTINGS = """
[ca]
default_ca = ours
[ours]
database = {folder}/known
new_certs_dir = {folder}
rand_serial = yes
default_md = sha256
policy = any
unique_subject = no
copy_extensions = copy
[any]
commonName = supplied
"""
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Authority:
    """Issues certificates, which `trust` believes and nobody else."""

    folder: Path

    def __post_init__(self) -> None:
        (self.folder / "settings").write_text(SETTINGS.format(folder=self.folder), "utf-8")
        (self.folder / "known").touch()
        self._run("req", "-x509", *CURVE, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=The tests")

    @property
    def file(self) -> Path:
        return self.folder / "ca.pem"

    def trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.file))

    def serves(
        self, names: str = "IP:127.0.0.1,DNS:localhost", begins: timedelta = -DAY, ends: timedelta = 60 * DAY
    ) -> ssl.SSLContext:
        """Give a server what it shows: a certificate for `names`, which begins and ends so long from now."""
        self._run("req", "-new", *CURVE, "-keyout", "key.pem", "-out", "asked.pem", "-subj", "/CN=one",
                  "-addext", f"subjectAltName={names}")  # fmt: skip
        now = utc_now()
        self._run("ca", "-batch", "-notext", "-config", "settings", "-cert", "ca.pem", "-keyfile", "ca.key",
                  "-in", "asked.pem", "-out", "cert.pem", "-startdate", _said(now + begins),
                  "-enddate", _said(now + ends))  # fmt: skip
        return self._shown("cert.pem", "key.pem")

    def signed_by_itself(self) -> ssl.SSLContext:
        self._run("req", "-x509", *CURVE, "-keyout", "key.pem", "-out", "alone.pem", "-subj", "/CN=one",
                  "-addext", "subjectAltName=IP:127.0.0.1")  # fmt: skip
        return self._shown("alone.pem", "key.pem")

    def _shown(self, certificate: str, key: str) -> ssl.SSLContext:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.folder / certificate, self.folder / key)
        return context

    def _run(self, *words: str) -> None:
        subprocess.run(["openssl", *words], cwd=self.folder, check=True, capture_output=True, timeout=30)


def _said(moment: datetime) -> str:
    return f"{moment:%Y%m%d%H%M%SZ}"
