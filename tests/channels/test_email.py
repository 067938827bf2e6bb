"""E-mail over a real SMTP server: what each answer means, and that nothing is sent twice by itself."""

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import count

import pytest

from bot.channels.email import Email
from bot.channels.email_letter import CONFIRM
from bot.channels.email_opening import open_email, server_of
from bot.errors import ChannelDown, ChannelError, Refused, TryLater, Unknown, Unreachable
from bot.model import Address, Button, DeliveryId, Message, MessageKind, SubscriberId
from bot.ports import Doubt, Event, Hook, Outbound, Sent, Verdict
from bot.rules.seal import Purpose, holds
from bot.settings import Settings
from tests.channels.contract import Contract
from tests.channels.contract import World as ContractWorld
from tests.channels.world import ALERT, NEWSROOM, free_port
from tests.mail_server import MailServer, mail_server

NOW = datetime(2026, 11, 27, 7, 0, tzinfo=UTC)
READER = Address("email", "anna@example.org")
KEY = b"a-long-random-word"
DIGEST = Message(
    MessageKind.DIGEST,
    "fr",
    headline="La journée en un coup d’œil",
    lines=("• Le pont est fermé https://example.org/pont", ".", "• Un bac part https://example.org/bac"),
    byline="Le Fil · 8 h 00",
)


def opened(port: int, user: str = "", **more: object) -> Email:
    settings = Settings.model_validate(
        {
            "smtp_url": f"smtp://{user}127.0.0.1:{port}",
            "email_from": "Le Fil <news@example.org>",
            "email_secret": KEY.decode(),
            "email_hook_secret": "hook",
            "public_url": "https://alerts.example.org",
            "email": {"timeout": 2, **more},
        }
    )
    made = open_email(settings, NEWSROOM, {})
    assert made is not None
    return made


def outbound(message: Message = DIGEST, to: Address = READER, reference: int = 17) -> Outbound:
    return Outbound(to, message, DeliveryId(reference), person=SubscriberId(5))


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with mail_server() as made:
        yield made


@pytest.fixture
async def email(server: MailServer) -> AsyncIterator[Email]:
    made = opened(server.port)
    yield made
    await made.close()


@dataclass
class World:
    """The channel, its reader, and the mail server; what a test says by an alert comes as a newsletter."""

    server: MailServer
    channel: Email
    reader: Address = READER
    tried: Iterator[int] = field(default_factory=lambda: count(1))

    def outbound(self, message: Message = ALERT) -> Outbound:
        return outbound(replace(message, kind=MessageKind.DIGEST), reference=next(self.tried))

    def at(self, url: str) -> Email:
        return opened(int(url.rpartition(":")[2]))

    async def arrived(self) -> list[str]:
        bodies = [one.letter.get_body(("plain",)) for one in self.server.taken]
        return [body.get_content() for body in bodies if body is not None]

    async def fault(self, kind: str) -> None:
        self.server.says("DATA", {"before_reset": "drop", "after_reset": "drop after"}[kind])

    async def says(self, text: str) -> None:
        raise AssertionError(f"nobody writes to it: {text}")

    async def hears(self, matches: Callable[[Event], bool]) -> Event:
        raise AssertionError(f"nobody is heard: {matches}")


class TestEmail(Contract):
    """Keeps what every channel promises, but for what people write: that comes by the pages."""

    @pytest.fixture
    async def world(self, server: MailServer, email: Email) -> World:
        return World(server, email)

    async def test_what_a_person_writes_is_heard(self, world: ContractWorld) -> None:
        bearing = {"authorization": "Bearer hook"}
        assert list(world.channel.receive(Hook("/hooks/email", bearing, b"Subject: Hello\n\n/topics"))) == []
        assert [batch async for batch in world.channel.updates()] == []


async def test_a_letter_arrives_with_all_its_headers(server: MailServer, email: Email) -> None:
    sent = await email.send(outbound(), NOW)
    (taken,) = server.taken
    letter = taken.letter
    assert (taken.sender, taken.to) == ("news@example.org", READER.id)
    assert sent == Sent(READER, taken.name)
    assert str(letter["From"]) == "Le Fil <news@example.org>"
    assert parsedate_to_datetime(letter["Date"]) == NOW
    leave = str(letter["List-Unsubscribe"]).strip(" <>")
    assert leave.startswith("https://alerts.example.org/email/leave/5-")
    assert holds(KEY, Purpose.LEAVE, leave.rpartition("/")[2], READER.id)
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (letter["List-Id"], letter["Auto-Submitted"]) == ("<newsletter.example.org>", "auto-generated")
    text, html = (letter.get_body((kind,)) for kind in ("plain", "html"))
    assert text is not None
    assert html is not None
    for body in (text.get_content(), html.get_content()):
        assert "coup d’œil" in body
        assert "https://example.org/pont" in body


async def test_a_repeat_bears_the_same_name_and_another_letter_another(
    server: MailServer, email: Email
) -> None:
    first = await email.send(outbound(), NOW)
    again = await email.send(outbound(replace(DIGEST, note="perhaps again")), NOW + timedelta(hours=1))
    assert first.external_id == again.external_id
    others = [
        await email.send(outbound(reference=18), NOW),
        await email.send(outbound(replace(DIGEST, headline="Hier")), NOW),
        await email.send(outbound(to=Address("email", "boris@example.org")), NOW),
    ]
    assert len({first.external_id, *(one.external_id for one in others)}) == 4


async def test_connections_are_kept_and_one_that_was_closed_meanwhile_costs_nothing(
    server: MailServer, email: Email
) -> None:
    for _number in range(3):
        await email.send(outbound(), NOW)
    assert server.greeted == 1
    server.says("MAIL", "drop")
    await email.send(outbound(), NOW)
    server.says("MAIL", "421 4.4.2 too long idle")
    await email.send(outbound(), NOW)
    assert (server.greeted, len(server.taken)) == (3, 5)


@pytest.mark.parametrize(
    ("step", "answer", "expected", "after", "scope"),
    [
        ("RCPT", "451 4.7.1 greylisted", TryLater, 300, "chat"),
        ("RCPT", "452 4.2.2 mailbox full", TryLater, 300, "chat"),
        ("RCPT", "550 5.1.1 anna@example.org unknown", Unreachable, 0, ""),
        ("RCPT", "550 5.1.10 null MX", Unreachable, 0, ""),
        ("RCPT", "550 5.2.1 disabled", Unreachable, 0, ""),
        ("RCPT", "550 no such user here", Unreachable, 0, ""),
        ("RCPT", "550 relaying denied", Refused, 0, ""),
        ("RCPT", "554 5.7.1 <anna@example.org>: relay access denied", Refused, 0, ""),
        ("RCPT", "552 5.2.2 over quota", Refused, 0, ""),
        ("RCPT", "drop", TryLater, 30, "chat"),
        ("RCPT", "silence", TryLater, 30, "chat"),
        ("MAIL", "450 4.7.1 slow down", TryLater, 30, "sender"),
        ("MAIL", "421 4.3.2 shutting down", TryLater, 30, "sender"),
        ("MAIL", "553 5.7.1 sender rejected", ChannelDown, 0, ""),
        ("MAIL", "drop", TryLater, 30, "sender"),
        ("MAIL", "silence", TryLater, 30, "sender"),
        ("DATA", "451 4.3.0 try again", TryLater, 300, "chat"),
        ("DATA", "421 4.3.2 shutting down", TryLater, 30, "sender"),
        ("DATA", "554 5.7.1 spam", Refused, 0, ""),
        ("DATA", "550 5.1.1 anna@example.org is nobody", Unreachable, 0, ""),
        ("DATA", "drop", Unknown, 0, ""),
        ("DATA", "drop after", Unknown, 0, ""),
        ("DATA", "silence", Unknown, 0, ""),
    ],
)
async def test_an_answer_has_its_meaning_and_is_never_repeated(
    server: MailServer, step: str, answer: str, expected: type[ChannelError], after: float, scope: str
) -> None:
    email = opened(server.port, timeout=0.5)
    server.says(step, answer)
    with pytest.raises(expected) as caught:
        await email.send(outbound(), NOW)
    assert type(caught.value) is expected
    assert len(server.taken) == (answer == "drop after")
    chain = f"{caught.value!r} {caught.value.__cause__!r} {caught.value.__context__!r}"
    assert expected is ChannelDown or "anna" not in f"{caught.value}"
    assert caught.value.__suppress_context__ or "anna" not in chain
    if isinstance(caught.value, TryLater):
        assert (caught.value.after, caught.value.scope) == (after, scope)
    await email.send(outbound(), NOW)
    await email.close()


async def test_a_wrong_password_and_a_server_that_is_not_there_are_told_at_the_start() -> None:
    async with mail_server(password="right") as server:
        wrong = opened(server.port, "me:wrong-pass@")
        with pytest.raises(ChannelDown, match="SMTP_URL") as caught:
            await wrong.start()
        assert "wrong-pass" not in f"{caught.value!r}{wrong!r}{wrong.server!r}"
        right = opened(server.port, "me:right@")
        await right.start()
        await right.send(outbound(), NOW)
        assert (server.greeted, len(server.taken)) == (2, 1)
        await right.close()
    nobody = opened(free_port())
    with pytest.raises(TryLater):
        await nobody.start()
    with pytest.raises(TryLater):
        await nobody.send(outbound(), NOW)


async def test_a_server_without_the_encryption_that_was_asked_for_gets_no_password(
    server: MailServer,
) -> None:
    email = opened(server.port)
    email.server = replace(email.server, starttls=True)
    email.__post_init__()
    with pytest.raises(ChannelDown, match="TLS"):
        await email.send(outbound(), NOW)
    assert server.taken == []


async def test_no_word_becomes_a_header(server: MailServer, email: Email) -> None:
    hostile = replace(DIGEST, headline="Le pont\r\nBcc: all@example.org\r\n\r\n<b>", lines=("\r\n.\r\nQUIT",))
    await email.send(outbound(hostile), NOW)
    (taken,) = server.taken
    assert taken.letter["Bcc"] is None
    assert taken.raw.count(b"Subject:") == 1
    text = taken.letter.get_body(("plain",))
    assert text is not None
    assert "QUIT" in text.get_content()


@pytest.mark.parametrize("address", ["a b@example.org", "a@example.org\r\nRCPT TO:<b@example.org>", "a@"])
async def test_what_is_no_address_reaches_nobody(server: MailServer, email: Email, address: str) -> None:
    with pytest.raises(Refused):
        await email.send(outbound(to=Address("email", address)), NOW)
    assert server.taken == []


async def test_an_address_in_other_letters_is_written_as_it_is(server: MailServer, email: Email) -> None:
    await email.send(outbound(to=Address("email", "rené@example.org")), NOW)
    assert server.taken[0].to == "rené@example.org"


async def test_a_letter_comes_back_to_an_address_that_names_it(server: MailServer) -> None:
    email = opened(server.port, bounce_domain="bounces.example.org")
    await email.send(outbound(), NOW)
    local, _, domain = server.taken[0].sender.partition("@")
    assert (domain, local.startswith("bounces+17-")) == ("bounces.example.org", True)
    assert holds(KEY, Purpose.LETTER, local.removeprefix("bounces+"))
    await email.close()


async def test_a_button_that_stands_for_a_page_is_a_link_to_it(server: MailServer, email: Email) -> None:
    button = ((Button("Confirmer", CONFIRM),),)
    asked = Message(MessageKind.REPLY, "fr", headline="Une question", lines=("Oui ?",), buttons=button)
    await email.send(outbound(asked), NOW)
    letter = server.taken[0].letter
    assert letter["List-Unsubscribe"] is None
    text = letter.get_body(("plain",))
    assert text is not None
    assert "https://alerts.example.org/email/confirm/5-" in text.get_content()
    assert "/email/leave/" not in text.get_content()


async def test_a_single_alert_is_no_letter(server: MailServer, email: Email) -> None:
    assert email.limits.digests_only
    with pytest.raises(Refused):
        await email.send(outbound(replace(DIGEST, kind=MessageKind.ALERT)), NOW)
    assert server.taken == []


async def test_a_doubt_is_left_to_policy_and_nothing_is_changed_or_taken_back(email: Email) -> None:
    assert await email.settle(Doubt(outbound(), NOW), NOW) is Verdict.UNDECIDABLE
    sent = Sent(READER, "x")
    assert await email.revise(sent, DIGEST, NOW) is None
    assert not await email.withdraw(sent, NOW)
    assert not await email.manages(READER, "5")
    assert email.join_link("x") == ""
    assert [batch async for batch in email.updates()] == []


def test_an_address_of_a_server_says_how_to_speak_to_it() -> None:
    far = server_of("smtp://me%40x:p%2Fw@smtp.example.org")
    assert (far.port, far.name, far.password, far.tls, far.starttls) == (587, "me@x", "p/w", False, True)
    tls = server_of("smtps://smtp.example.org")
    assert (tls.port, tls.tls, tls.starttls) == (465, True, False)
    for near in ("localhost", "127.0.0.1", "[::1]"):
        assert not server_of(f"smtp://{near}:2525").starttls
