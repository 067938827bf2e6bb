"""A file joins its message just before that leaves; one that is gone keeps no words back."""

from dataclasses import replace
from datetime import timedelta

from bot.errors import Refused
from bot.model import Attachment, DeliveryId, DeliveryState, Message, MessageKind, SenderId
from bot.pipeline.follow import follow
from bot.ports import Outbound, Receipt
from bot.receipt import ReceiptFault, ReceiptStatus
from bot.store import delivery as deliveries
from bot.store import file as files
from bot.store.message import from_json, to_json
from tests.fakes import LIMITS
from tests.pipeline.post import Post
from tests.rows import NOW


def queued(post: Post, content: bytes = b"a,b\n") -> Attachment:
    reader = post.reader()
    file = post.database.write_here(lambda tx: files.keep(tx, "people.csv", "text/csv", content, NOW))
    message = Message(MessageKind.REPLY, "en", lines=("Here it is.",), attachment=file)
    body = to_json(message)
    post.database.write_here(lambda tx: deliveries.queue_reply(tx, reader.id, body, NOW))
    return file


async def test_a_channel_that_uploads_is_handed_the_bytes(post: Post) -> None:
    post.channel.limits = replace(LIMITS, uploads=True)
    file = queued(post)
    await post.deliver()
    (sent,) = post.channel.sent
    assert (sent.attached, sent.message.attachment) == (b"a,b\n", file)
    assert post.database.write_here(lambda tx: files.fetched(tx, file.token, NOW)) is None, "never opened"


async def test_where_the_service_fetches_it_is_opened_for_an_hour(post: Post) -> None:
    file = queued(post)
    await post.deliver()
    (sent,) = post.channel.sent
    assert (sent.attached, sent.message.attachment) == (b"", file)
    assert post.database.write_here(lambda tx: files.fetched(tx, file.token, NOW))
    late = NOW + timedelta(hours=2)
    assert post.database.write_here(lambda tx: files.fetched(tx, file.token, late)) is None


async def test_one_that_is_gone_leaves_its_words_and_says_so(post: Post) -> None:
    for uploads in (False, True):
        post.channel.limits = replace(LIMITS, uploads=uploads)
        file = queued(post)
        post.database.write_here(lambda tx, file=file: files.drop(tx, [file.id]))  # type: ignore[misc]  # mypy can't infer a lambda with a default
        await post.deliver()
        sent = post.channel.sent[-1]
        assert sent.message.attachment is None
        assert sent.message.lines == ("Here it is.",)
        assert "ask for it again" in sent.message.note
    assert post.states() == [DeliveryState.SENT] * 2


async def test_when_the_store_fails_it_is_put_back_for_nothing_has_left(post: Post, monkeypatch) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 -- pytest's
    queued(post)

    async def fails(*_args: object, **_more: object) -> Outbound:
        raise OSError("the disk")

    monkeypatch.setattr("bot.pipeline.deliver.with_file", fails)
    await post.deliver()
    assert post.channel.sent == []
    assert post.states() == [DeliveryState.QUEUED]


async def test_a_refused_file_ends_its_delivery(post: Post) -> None:
    queued(post)
    post.channel.outcomes = [Refused("no such type")]
    await post.deliver()
    assert post.states() == [DeliveryState.FAILED]


async def test_a_document_that_fails_after_it_was_accepted_leaves_its_words(post: Post) -> None:
    queued(post)
    await post.deliver()
    (row,) = post.rows()
    failed = Receipt(
        "r1", row.external_id, ReceiptStatus.FAILED, DeliveryId(row.id), "63021", ReceiptFault.PICTURE
    )
    for _each in range(2):  # receipts come twice
        post.database.write_here(lambda tx: follow(tx, SenderId(row.sender_id), failed, NOW))
    first, second = post.rows()
    assert (first.state, second.state) == (DeliveryState.FAILED, DeliveryState.QUEUED)
    said = from_json(second.body).message
    assert (said.attachment, said.lines) == (None, ("Here it is.",))
    assert "could not be delivered" in said.note
