"""From a hub's push to the phones, through the whole program; nothing but the hub is made up."""

from pathlib import Path

from tests.fakes import until
from tests.house import feed, item, living, printing
from tests.hub import OwnHub, a_hub, signed

WORDS = "The council opened a new bridge over the river on Sunday, before two hundred people. " * 12


def with_hub(news: bytes, hub: OwnHub, url: str) -> bytes:
    links = "".join(
        f'<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="{rel}" href="{href}"/>'
        for rel, href in (("hub", hub.url), ("self", url))
    )
    return news.replace(b"<channel>", b"<channel>" + links.encode(), 1)


def news(number: int, title: str) -> bytes:
    return feed(item(title, f"https://paper.example/{number}", WORDS, f"tag:{number}"))


async def test_a_push_reaches_both_phones_and_a_forged_one_neither(tmp_path: Path) -> None:
    async with a_hub() as hub, printing() as paper:
        url = f"{paper.url}feed"
        paper.shelf["feed"] = with_hub(news(0, "What was there before anybody subscribed"), hub, url)
        async with living(tmp_path, url) as house:
            await house.has_looked()
            for phone in ("telegram", "whatsapp"):
                await house.write(phone, "/start")
            await until(lambda: hub.subscribers)
            ((callback, topic), _secret) = next(iter(hub.subscribers.items()))
            assert topic == url
            forged = news(1, "A forged bridge falls into the river")
            assert await hub.push(callback, forged, signed("sha256", "a guess", forged), url) == 403
            assert await hub.publish(url, news(2, "A pushed bridge opens over the river")) == [204]
            for phone in ("telegram", "whatsapp"):
                await house.told(phone, "A pushed bridge opens")
                assert not [one for one in await house.bubbles(phone) if "forged bridge" in one["text"]]
            path = callback.rpartition("/")[2]
            assert path not in str(house.log)
            assert hub.subscribers[callback, topic] not in str(house.log)
    assert len(hub.requests) == 1
