"""Files on WhatsApp: Twilio fetches ours from our address, and keeps those that people send at its own.

Words can stand below a picture, and below no document (twilio.com/docs/messaging/guides/accepted-mime-types):
a document goes by itself, and whoever queues it says what it is in a message before it. Twilio gives a file
out to the account alone, and sends on to a store of its own, which needs no password: that is sent nowhere
else (twilio.com/docs/messaging/api/media-resource).
"""

import base64
from typing import Final
from urllib.parse import quote, urlencode, urljoin, urlsplit

from bot.channels.download import Elsewhere, read
from bot.channels.whatsapp_words import CAPTION_LIMIT, fit, text
from bot.errors import Refused
from bot.model import Attachment, Message
from bot.ports import Document

STORES: Final = (".twilio.com", ".twiliocdn.com")
BUCKET: Final = ("s3-external-1.amazonaws.com", "/media.twiliocdn.com/")
"""Where Twilio keeps what people send (twilio.com/docs/messaging/api/media-resource)."""

HOPS: Final = 3
SECONDS: Final = 60.0


def form(message: Message, public_url: str) -> bytes:
    """Write a message with a file as the part of a form that says it in free text."""
    attachment = message.attachment
    if attachment is None:
        raise AssertionError("only a message with a file is sent as one")
    said = text(fit(message)) if attachment.is_picture else ""
    words = {"Body": said} if said and len(said) <= CAPTION_LIMIT else {}
    return urlencode(words | {"MediaUrl": address(attachment, public_url)}).encode()


def address(attachment: Attachment, public_url: str) -> str:
    """Write where a file is fetched: nothing in it tells whose it is."""
    return f"{public_url.rstrip('/')}/files/{attachment.token}/{quote(attachment.name)}"


def is_one(body: str, media: str, message: Message) -> bool:
    """Say whether Twilio's record of a message may be that of one with a document, which has no words."""
    attachment = message.attachment
    return attachment is not None and not attachment.is_picture and not body and media not in {"", "0"}


async def download(document: Document, most: int, api_url: str, account: str, token: str) -> bytes:
    """Fetch a file that a person sent, from Twilio and its store and nowhere else.

    Raises:
        Refused: the address is another's, or there is nothing, or more than `most` bytes.
        TryLater: it can't be fetched now.

    """
    if not _is_accounts(document.ref, api_url, account):
        raise Refused("the file is not at Twilio's address")
    if document.size > most:
        raise Refused(f"the file has more than {most} bytes")
    login = base64.b64encode(f"{account}:{token}".encode()).decode()
    url, headers = document.ref, {"Authorization": f"Basic {login}"}
    for _hop in range(HOPS):
        try:
            return await read(url, most, SECONDS, headers)
        except Elsewhere as error:
            url, headers = urljoin(url, error.url), {}
        if not _is_store(url, api_url):
            raise Refused("the file's address leads away from Twilio")
    raise Refused("the file's address leads from one to another")


def _is_accounts(url: str, api_url: str, account: str) -> bool:
    """Say whether an address is a file of the account's own messages at the API that we speak to."""
    asked, ours = urlsplit(url), urlsplit(api_url)
    folder = f"{ours.path.rstrip('/')}/2010-04-01/Accounts/{account}/Messages/"
    within = asked.path.startswith(folder) and ".." not in asked.path and "%" not in asked.path
    return within and "\\" not in url and (asked.scheme, asked.netloc) == (ours.scheme, ours.netloc)


def _is_store(url: str, api_url: str) -> bool:
    asked, ours = urlsplit(url), urlsplit(api_url)
    if "\\" in url:
        return False
    if (asked.scheme, asked.netloc) == (ours.scheme, ours.netloc):
        return True
    if asked.scheme != "https" or asked.netloc != asked.hostname:  # no port, no name and password
        return False
    in_bucket = asked.hostname == BUCKET[0] and asked.path.startswith(BUCKET[1]) and ".." not in asked.path
    return asked.hostname.endswith(STORES) or in_bucket
