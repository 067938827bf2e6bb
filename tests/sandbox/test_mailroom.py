import asyncio
import smtplib
import time
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.sandbox.post import READER, a_letter, at_the_counter, hand
from tests.sandbox.stand import Stand, standing


@pytest_asyncio.fixture
async def office() -> AsyncIterator[Stand]:
    """A sandbox with a mailbox."""
    async with standing(smtp_port=0) as running:
        yield running


async def taken(office: Stand) -> list[str]:
    return [entry["to"] for entry in await office.journal() if entry["service"] == "email"]


async def test_each_letter_is_a_line_in_the_journal(office: Stand) -> None:
    await hand(office, a_letter())
    (entry,) = await office.journal()
    assert (entry["service"], entry["to"], entry["id"]) == ("email", READER, "<1.abc@lefil.example>")
    assert entry["text"] == "La journée en bref\n\nBonjour,\nvoici la journée.\n"


async def test_several_letters_go_over_one_connection(office: Stand) -> None:
    def work(client: smtplib.SMTP) -> None:
        for name in ("a", "b", "é"):
            client.send_message(a_letter(), to_addrs=[f"{name}@reader.example"])

    await at_the_counter(office, work)
    assert await taken(office) == ["a@reader.example", "b@reader.example", "é@reader.example"]


@pytest.mark.parametrize(("kind", "code"), [("greylisted", 450), ("no_mailbox", 550)])
async def test_an_address_is_refused_as_often_as_was_ordered(office: Stand, kind: str, code: int) -> None:
    await office.post("/faults", service="email", kind=kind, to=READER)
    await hand(office, a_letter(), "other@reader.example")
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        await hand(office, a_letter())
    assert refused.value.recipients[READER][0] == code
    await hand(office, a_letter())
    assert await taken(office) == ["other@reader.example", READER]


@pytest.mark.parametrize(("kind", "code"), [("busy", 451), ("policy", 554)])
async def test_a_letter_is_refused_after_its_data(office: Stand, kind: str, code: int) -> None:
    await office.post("/faults", service="email", kind=kind)
    with pytest.raises(smtplib.SMTPDataError) as refused:
        await hand(office, a_letter())
    assert refused.value.smtp_code == code
    assert await taken(office) == []
    await hand(office, a_letter())
    assert await taken(office) == [READER]


@pytest.mark.parametrize(
    ("kind", "kept"),
    [("before_reset", []), ("after_reset", [READER]), ("before_hang", []), ("after_hang", [READER])],
)
async def test_a_connection_breaks_before_or_after_a_letter_was_taken(
    office: Stand, kind: str, kept: list[str]
) -> None:
    await office.post("/faults", service="email", kind=kind, seconds=0.05)
    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionResetError)):
        await hand(office, a_letter())
    assert await taken(office) == kept


async def test_an_answer_comes_late(office: Stand) -> None:
    await office.post("/faults", service="email", kind="slow", seconds=0.3)
    began = time.monotonic()
    await hand(office, a_letter())
    assert time.monotonic() - began >= 0.3


async def test_who_is_still_connected_does_not_hold_the_end_up(office: Stand) -> None:
    mailroom = office.sandbox.mailroom
    assert mailroom is not None
    reader, writer = await asyncio.open_connection("127.0.0.1", mailroom.port)
    assert (await reader.readline()).startswith(b"220")
    await mailroom.close()
    with pytest.raises((ConnectionResetError, asyncio.IncompleteReadError)):
        await reader.readexactly(1)
    writer.close()
    with pytest.raises(ConnectionRefusedError):
        await asyncio.open_connection("127.0.0.1", mailroom.port)


async def test_without_a_port_there_is_no_mailbox(stand: Stand) -> None:
    assert stand.sandbox.mailroom is None
    assert "email" not in await stand.get("/phones")


@pytest.mark.parametrize(
    ("service", "kind"), [("email", "rate"), ("telegram", "greylisted"), ("fax", "slow")]
)
async def test_what_can_not_go_wrong_there_is_not_ordered(office: Stand, service: str, kind: str) -> None:
    await office.post("/faults", status=400, service=service, kind=kind)
