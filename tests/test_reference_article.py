"""The article that the project was first asked about, and one like it, from a feed to both phones."""

import re
import warnings
from html import escape
from pathlib import Path
from typing import Any

import pytest

from tests.house import PHONES, feed, item, living, printing

REFERENCE = Path(__file__).parents[2] / "shared" / "example" / "article-fr.txt"

REFERENCE_TITLE = "Le président Aliyev reçoit le ministre iranien de la Défense"
OWN_TITLE = "La présidente de la Valdonie reçoit le ministre des Transports de Tamarie"
OWN = """\
La présidente de la Valdonie, Irina Sollers, a reçu ce mardi à Port-Clair une délégation de Tamarie menée \
par le ministre des Transports, Joan Mirval. Les échanges ont porté sur la liaison ferroviaire entre les \
deux pays. Sollers a estimé que l’ouverture du premier tronçon, l’an dernier, avait « changé la vie des \
riverains ».
Elle a ajouté que, malgré la hausse des coûts, « aucun village ne sera oublié sur le tracé ». « Nous \
voulons un train pour tous, sans première classe, sans privilège », a déclaré Sollers, qui a rappelé que \
le chantier emploie déjà trois mille personnes.
Le ministre tamarien, Joan Mirval, a remercié la présidente pour son accueil. Il a déclaré que son \
gouvernement « tiendra le calendrier » et que les essais commenceront au printemps.
Selon un communiqué de la présidence, une seconde rencontre est prévue en juin.
POUR VOUS INSCRIRE A LA LETTRE QUOTIDIENNE ET RECEVOIR L'ESSENTIEL CLIQUEZ ICI : \
https://presse.example/lettre
POUR SUIVRE NOS INFORMATIONS EN DIRECT SUR WHATSAPP CLIQUEZ ICI http://tiny.cc/ValdonieInfo
"""

CALLS = re.compile(r"cliquez|inscri|newsletter|lettre quotidienne|whatsapp|en direct|tiny\.cc", re.IGNORECASE)
SAYS = re.compile(
    r"\ba (déclaré|souligné|rappelé|précisé|estimé|ajouté|remercié)\b|\bselon\b|\bsoulignant\b", re.IGNORECASE
)


def reference() -> str:
    if REFERENCE.exists():
        return REFERENCE.read_text("utf-8")
    reason = "THE REFERENCE ARTICLE IS NOT TESTED: it lies beside the project, and is not there"
    with warnings.catch_warnings():
        warnings.simplefilter("always")  # shown at the end of the run, and no error there
        warnings.warn(reason, stacklevel=1)
    pytest.skip(reason)


def page(title: str, text: str) -> str:
    """Set an article as a site does, its addresses pressable."""
    linked = re.sub(r"https?://\S+", lambda found: f'<a href="{found[0]}">{found[0]}</a>', escape(text))
    paragraphs = "".join(f"<p>{one}</p>\n" for one in linked.splitlines())
    return (
        f'<!doctype html><html lang="fr"><head><title>{escape(title)}</title></head><body><nav>Accueil</nav>'
        f"<article><h1>{escape(title)}</h1>{paragraphs}</article><footer>Contact</footer></body></html>"
    )


async def deliver(folder: Path, title: str, text: str) -> tuple[str, dict[str, dict[str, Any]]]:
    """Publish an article, in its feed with a short teaser; give back its link and the alerts."""
    async with printing() as paper:
        link = f"{paper.url}article"
        paper.shelf |= {"feed.xml": feed(language="fr"), "article": page(title, text)}
        async with living(folder, f"{paper.url}feed.xml") as house:
            for phone in PHONES:
                await house.told(phone, "The Paper")
            await house.has_looked()
            teaser = f"<p>{text[:140].rsplit(' ', 1)[0]} […] <a href='{link}'>Lire la suite</a></p>"
            paper.shelf["feed.xml"] = feed(item(title, link, teaser, guid=link), language="fr")
            alerts = {phone: await house.told(phone, title[:40]) for phone in PHONES}
            assert [len([one for one in house.log if one.get("outcome") == "alert"])] == [1]
            return link, alerts


@pytest.mark.parametrize("which", ["reference", "own"])
async def test_the_article_arrives_on_both_phones_with_its_news_and_none_of_its_advertising(
    tmp_path: Path, which: str
) -> None:
    title, text = (REFERENCE_TITLE, reference()) if which == "reference" else (OWN_TITLE, OWN)
    link, alerts = await deliver(tmp_path, title, text)
    for bubble in alerts.values():
        headline, lines = _parts(bubble["text"])
        print(f"{headline}\n" + "\n".join(lines))  # noqa: T201 -- what a person may want to read
        assert headline == title
        assert 1 <= len(lines) <= 2
        assert all(40 < len(line) <= 120 for line in lines)
        assert not CALLS.search(bubble["text"])
        assert f'href="{link}"' in bubble["html"]
        assert re.findall(r"https?://\S+", " ".join(lines)) == []
        _who_said_what_is_intact(lines, text)


def _parts(text: str) -> tuple[str, list[str]]:
    words = text.split("\n\n", maxsplit=1)[0].split("\n")
    return words[0], words[1:]


def _who_said_what_is_intact(lines: list[str], text: str) -> None:
    """Hold every quotation to its words and its speaker, and every sentence to its place in the text."""
    said = " ".join(lines)
    assert said.count("«") == said.count("»")
    plain = " ".join(text.split())
    for piece in re.split(r"\s*(?:…|\[…\])\s*", said):
        assert piece.strip(" .") in plain, piece
    for quoted in re.findall(r"«[^»]+»", said):
        sentence = next(one for one in re.split(r"(?<=[.!?]) (?=[A-ZÀÉ«])", said) if quoted[:20] in one)
        assert SAYS.search(sentence), sentence
        assert re.search(r"\b(Aliyev|Nasirzadeh|Sollers|Mirval|Elle|Il)\b", sentence), sentence


@pytest.mark.parametrize("which", ["reference", "own"])
async def test_a_quotation_that_leads_keeps_its_speaker(tmp_path: Path, which: str) -> None:
    title, text = (REFERENCE_TITLE, reference()) if which == "reference" else (OWN_TITLE, OWN)
    text = text[text.index("« Nous voulons") :]
    quotation = re.match(r"«[^»]+», a déclaré \w+", text)
    assert quotation is not None
    _link, alerts = await deliver(tmp_path, title, text)
    for bubble in alerts.values():
        lines = _parts(bubble["text"])[1]
        assert " ".join(lines).startswith(quotation[0])
        assert not CALLS.search(bubble["text"])
        _who_said_what_is_intact(lines, text)
