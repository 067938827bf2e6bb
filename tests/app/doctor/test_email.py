"""What is wrong with e-mail, planted at a real mail server and a real name server."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from ssl import SSLContext

import pytest
from aiohttp import web

from bot.app.doctor import Finding, Grade
from bot.channels import email_opening
from tests.app.doctor.installation import Installation, installed, told
from tests.certificates import Authority
from tests.environment import load
from tests.house import free_port
from tests.mail_server import MailServer, mail_server
from tests.name_server import NameServer, Records, name_server

PASSWORD = "right-and-secret"
HOOK_SECRET = "of-those-who-have-bounces"
DOMAIN, BOUNCES = "lefil.org", "bounces.lefil.org"
SPF, DMARC = '"v=spf1 include:mail.example -all"', '"v=DMARC1; p=none; rua=mailto:d@lefil.org"'
RECORDS: Records = {
    (DOMAIN, "TXT"): ['"google-site-verification=1"', SPF],
    (DOMAIN, "MX"): ["10 mail.lefil.org."],
    (BOUNCES, "TXT"): [SPF],
    (BOUNCES, "MX"): ["10 mail.lefil.org."],
    (f"_dmarc.{DOMAIN}", "TXT"): [DMARC],
}


@dataclass
class Post:
    """An installation that sends letters, with what is around it."""

    made: Installation
    server: MailServer
    names: NameServer

    def write(self, **settings: str) -> None:
        self.made.environment.update(settings)

    async def examined(self, *checks: str) -> list[Finding]:
        return await self.made.examined(*(checks or ("e-mail",)))


@asynccontextmanager
async def posting(folder: Path) -> AsyncIterator[Post]:
    """Install e-mail, too: nothing is wrong with it."""
    async with (
        installed(folder) as made,
        mail_server(password=PASSWORD) as server,
        name_server(dict(RECORDS)) as names,
    ):
        post = Post(made, server, names)
        post.write(
            SMTP_URL=f"smtp://le%40fil:{PASSWORD}@127.0.0.1:{server.port}",
            EMAIL_FROM=f"Le Fil <news@{DOMAIN}>",
            TOCSIN_EMAIL_SECRET="signs-what-is-in-letters",
            TOCSIN_EMAIL_HOOK_SECRET=HOOK_SECRET,
            TOCSIN_EMAIL_BOUNCE_DOMAIN=BOUNCES,
        )
        made.case_also["nameserver"] = names.address
        made.site.settings = load(made.environment, folder)
        yield post


def names_of(found: list[Finding]) -> list[str]:
    return [f"{one.what} → {one.todo}" for one in told(found)]


async def test_nothing_is_wrong_and_no_letter_is_sent(tmp_path: Path) -> None:
    async with posting(tmp_path) as post:
        found = await post.examined("e-mail", "public address", "mode", "settings")
    assert told(found) == []
    assert post.server.taken == []
    said = {one.what for one in found}
    assert "the hook of e-mail takes what is signed" in said
    assert "live on Telegram and WhatsApp and e-mail" in said
    (dkim,) = [words for words in said if "DKIM" in words]
    assert f"dkim=pass for {DOMAIN}" in dkim


def to_nobody(post: Post) -> None:
    post.write(SMTP_URL=f"smtp://127.0.0.1:{free_port()}")


def a_wrong_password(post: Post) -> None:
    post.write(SMTP_URL=f"smtp://le%40fil:wrong-password@127.0.0.1:{post.server.port}")


def no_password(post: Post) -> None:
    post.write(SMTP_URL=f"smtp://127.0.0.1:{post.server.port}")


def tls_where_there_is_none(post: Post) -> None:
    post.write(SMTP_URL=f"smtps://le%40fil:{PASSWORD}@127.0.0.1:{post.server.port}")


def says(step: str, words: str) -> Callable[[Post], None]:
    return lambda post: post.server.says(step, words)


def sets(**settings: str) -> Callable[[Post], None]:
    return lambda post: post.write(**settings)


def stands(name: str, kind: str, *texts: str) -> Callable[[Post], None]:
    """Plant what the name servers say; nothing, where there are no texts."""

    def plant(post: Post) -> None:
        post.names.records.pop((name, kind), None)
        if texts:
            post.names.records[name, kind] = list(texts)

    return plant


def bounces_elsewhere(post: Post) -> None:
    post.write(TOCSIN_EMAIL_BOUNCE_DOMAIN="mailer.net")
    post.names.records |= {("mailer.net", "TXT"): [SPF], ("mailer.net", "MX"): ["10 mail.mailer.net."]}


def broken_names(post: Post) -> None:
    post.names.broken = True


PLANTED: dict[str, tuple[Callable[[Post], None], tuple[str, ...], Grade]] = {
    # ---- the server
    "a server that is not there": (to_nobody, ("can't be reached", "SMTP_URL"), Grade.FAULT),
    "a wrong password": (
        a_wrong_password,
        ("the name and the password", "SMTP_URL=smtp://user"),
        Grade.FAULT,
    ),
    "no password where one is asked for": (no_password, ("530", "SMTP_URL=smtp://user"), Grade.FAULT),
    "TLS to a server that has none": (tls_where_there_is_none, ("smtp://…:587", "STARTTLS"), Grade.FAULT),
    "a sender that is not this account's": (
        says("MAIL", "553 5.7.1 Sender address rejected: not owned by user"),
        ("553", BOUNCES, "EMAIL_FROM"),
        Grade.FAULT,
    ),
    "a server that takes no sender for now": (
        says("MAIL", "451 4.3.0 Try again later"),
        ("451", "ask again in a minute"),
        Grade.WARNING,
    ),
    "a server that hangs up": (says("MAIL", "drop"), ("connection broke", "ask again"), Grade.WARNING),
    "no sender": (sets(EMAIL_FROM=""), ("EMAIL_FROM is not set", "EMAIL_FROM=News <"), Grade.FAULT),
    # ---- the domain
    "no SPF": (stands(BOUNCES, "TXT"), ("SPF", f'{BOUNCES} TXT "v=spf1'), Grade.WARNING),
    "two of SPF": (
        stands(BOUNCES, "TXT", SPF, '"v=spf1 -all"'),
        ("2 times", "make one of them"),
        Grade.FAULT,
    ),
    "SPF for everybody": (
        stands(BOUNCES, "TXT", '"v=spf1 +all"'),
        ("lets everybody send", "-all"),
        Grade.WARNING,
    ),
    "no DMARC": (
        stands(f"_dmarc.{DOMAIN}", "TXT"),
        ("DMARC", f'_dmarc.{DOMAIN} TXT "v=DMARC1'),
        Grade.WARNING,
    ),
    "two of DMARC": (
        stands(f"_dmarc.{DOMAIN}", "TXT", DMARC, '"v=DMARC1; p=reject"'),
        ("2 DMARC policies", "make one of them"),
        Grade.WARNING,
    ),
    "bounces to a domain that is no kin": (
        bounces_elsewhere,
        ("SPF does not count for DMARC", f"TOCSIN_EMAIL_BOUNCE_DOMAIN=bounces.{DOMAIN}"),
        Grade.WARNING,
    ),
    "kin that DMARC does not take": (
        stands(f"_dmarc.{DOMAIN}", "TXT", '"v=DMARC1; p=reject; aspf=s"'),
        ("SPF does not count for DMARC", "drop aspf=s"),
        Grade.WARNING,
    ),
    "a sender that takes no mail": (
        stands(DOMAIN, "MX", "0 ."),
        (f"{DOMAIN} takes no mail", f"{DOMAIN} MX 10"),
        Grade.WARNING,
    ),
    "name servers that can't know": (broken_names, ("can't be asked", "docs/newsletter.md"), Grade.WARNING),
    # ---- bounces, and pages
    "bounces that find nobody": (
        stands(BOUNCES, "MX"),
        (f"{BOUNCES} takes no mail", f"{BOUNCES} MX 10", "/hooks/email"),
        Grade.FAULT,
    ),
    "bounces that nobody reads": (
        sets(TOCSIN_EMAIL_BOUNCE_DOMAIN=""),
        ("not read here", "TOCSIN_EMAIL_BOUNCE_DOMAIN=", "TOCSIN_EMAIL_HOOK_SECRET"),
        Grade.WARNING,
    ),
    "pages without TLS": (
        sets(PUBLIC_URL="http://alerts.lefil.org"),
        ("to leave at once", "PUBLIC_URL=https://alerts.lefil.org"),
        Grade.FAULT,
    ),
}
"""Name of a fault -> how it is planted, what must be said, and how bad it is."""


@pytest.mark.parametrize("name", PLANTED)
async def test_what_was_planted_is_found_and_the_fix_named(tmp_path: Path, name: str) -> None:
    plant, names, grade = PLANTED[name]
    async with posting(tmp_path) as post:
        plant(post)
        found = told(await post.examined())
    assert any(all(word in f"{one.what} → {one.todo}" for word in names) for one in found), found
    assert max(list(Grade).index(one.grade) for one in found) == list(Grade).index(grade)
    assert post.server.taken == []
    for secret in (PASSWORD, "wrong-password", HOOK_SECRET, f"news@{DOMAIN}", "le@fil"):
        assert not any(secret in words for words in names_of(found))


async def test_a_policy_of_the_domain_above_counts(tmp_path: Path) -> None:
    async with posting(tmp_path) as post:
        sender = f"news.{DOMAIN}"
        post.write(EMAIL_FROM=f"x@{sender}")
        post.names.records[sender, "A"] = ["192.0.2.1"]  # takes mail as any host does
        found = await post.examined()
    assert told(found) == []
    assert (f"_dmarc.{sender}", "TXT") in post.names.asked


@pytest.mark.parametrize(
    ("plant", "names"),
    [
        (lambda post: post.write(TOCSIN_EMAIL_HOOK_SECRET="another"), ("hook of e-mail", "HOOK_SECRET")),
        (
            lambda post: post.made.site.other.update(
                {"/hooks/email": lambda _request: web.Response(status=405)}
            ),
            ("hook of e-mail", "405", "/hooks/"),
        ),
    ],
    ids=["another secret", "let through by no proxy"],
)
async def test_a_hook_that_takes_no_bounces_is_found(
    tmp_path: Path, plant: Callable[[Post], None], names: tuple[str, ...]
) -> None:
    async with posting(tmp_path) as post:
        plant(post)
        found = names_of(await post.examined("public address"))
    assert any(all(word in words for word in names) for words in found), found


async def test_pages_that_no_reader_reaches_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.app.doctor.email.is_private", lambda host: host == "10.0.0.7")
    async with posting(tmp_path) as post:
        post.write(PUBLIC_URL="http://10.0.0.7")
        (found,) = told(await post.examined())
    assert "lead nowhere" in found.what
    assert "PUBLIC_URL=https://" in found.todo


async def test_without_a_mail_server_it_is_off(tmp_path: Path) -> None:
    async with installed(tmp_path) as made:
        (found,) = await made.examined("e-mail")
    assert (found.grade, found.what) == (Grade.OK, "off: SMTP_URL is not set")


# ---- TLS -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def far(monkeypatch: pytest.MonkeyPatch, authority: Authority) -> None:
    """Let loopback be another machine, to which all is encrypted, and the tests' authority be believed."""
    monkeypatch.setattr(email_opening, "_is_here", lambda _host: False)
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))


async def at(folder: Path, scheme: str, server: MailServer) -> list[Finding]:
    async with posting(folder) as post:
        post.write(SMTP_URL=f"{scheme}://le%40fil:{PASSWORD}@127.0.0.1:{server.port}")
        return await post.examined()


@pytest.mark.usefixtures("far")
async def test_a_server_with_starttls_or_tls_is_well(tmp_path: Path, authority: Authority) -> None:
    async with mail_server(password=PASSWORD, starttls=authority.serves()) as server:
        upgraded = await at(tmp_path, "smtp", server)
    async with mail_server(password=PASSWORD, tls=authority.serves()) as server:
        first_byte = await at(tmp_path, "smtps", server)
    assert told([*upgraded, *first_byte]) == []
    assert all("with TLS" in one[0].what for one in (upgraded, first_byte))


@pytest.mark.usefixtures("far")
@pytest.mark.parametrize(
    "shown",
    [lambda one: one.serves("DNS:other.example"), lambda one: one.signed_by_itself()],
    ids=["another name", "self-signed"],
)
@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
async def test_a_server_with_a_wrong_certificate_is_found(
    tmp_path: Path, authority: Authority, scheme: str, shown: Callable[[Authority], SSLContext]
) -> None:
    tls, starttls = (shown(authority), None) if scheme == "smtps" else (None, shown(authority))
    async with mail_server(password=PASSWORD, tls=tls, starttls=starttls) as server:
        (found,) = told(await at(tmp_path, scheme, server))
    assert "certificate does not hold" in found.what
    assert "SMTP_URL" in found.todo


@pytest.mark.usefixtures("far")
async def test_a_server_without_starttls_gets_no_password(tmp_path: Path) -> None:
    async with mail_server(password=PASSWORD) as server:
        (found,) = told(await at(tmp_path, "smtp", server))
    assert "offers no TLS" in found.what
    assert "smtps://…:465" in found.todo


@pytest.mark.usefixtures("far")
async def test_starttls_at_a_port_of_tls_is_found(tmp_path: Path, authority: Authority) -> None:
    async with mail_server(password=PASSWORD, tls=authority.serves()) as server:
        (found,) = told(await at(tmp_path, "smtp", server))
    assert found.grade is Grade.FAULT
    assert "as 465 does" in found.todo
