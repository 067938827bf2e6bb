"""The order that a browser gives to mixed texts, measured on the screen: a second reference."""

from playwright.async_api import Browser

from bot.rules.direction import directed
from tests.mixed import MARKS, mixed_texts
from tests.test_page import browser  # noqa: F401 -- a fixture

MIDDLES = """texts => texts.map(text => {
  const line = document.createElement("div");
  line.style = "white-space: nowrap; unicode-bidi: plaintext; position: absolute; left: 3000px";
  line.textContent = text;
  document.body.append(line);
  let at = 0;
  const middles = [...text].map(sign => {
    const range = document.createRange();
    range.setStart(line.firstChild, at);
    range.setEnd(line.firstChild, at += sign.length);
    const box = range.getBoundingClientRect();
    return [box.left + box.width / 2, sign];
  });
  line.remove();
  return middles;
})"""
TWINS = str.maketrans(")»]", "(«[")  # a screen shows the twin, the document holds the sign
UNSTEADY = "\ufe0f\u200d🔴⚠👩🚒🇫🇷"  # signs that share a place


def letters(text: str) -> str:
    kept = text.translate(MARKS).translate(TWINS)
    return "".join(sign for sign in kept if not sign.isspace() and sign not in UNSTEADY)


def joined(text: str) -> bool:
    """Say whether a text has Arabic letters, several of which may share a place."""
    return any("\u0600" <= sign <= "\u06ff" for sign in text)


async def test_a_browser_lays_the_parts_out_in_their_order(browser: Browser) -> None:  # noqa: F811 -- a fixture
    texts = [mixed for mixed in mixed_texts(500) if not joined(mixed.words)]
    page = await browser.new_page()
    measured = await page.evaluate(MIDDLES, [directed(mixed.words, mixed.language) for mixed in texts])
    wrong = []
    for mixed, middles in zip(texts, measured, strict=True):
        shown = "".join(sign for _middle, sign in sorted(map(tuple, middles)) if letters(sign))
        if letters(shown) != letters(mixed.expected()):
            wrong.append((mixed.words, shown))
    assert len(texts) > 300
    assert not wrong
