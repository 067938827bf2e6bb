import json
import re
import tomllib
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from aiohttp import web
from twilio.rest import Client

from bot.channels.whatsapp_client import TwilioHttp, open_client
from bot.channels.whatsapp_templates import (
    KINDS,
    Book,
    Draft,
    Template,
    create,
    form,
    read_drafts,
    registered,
    shut_among,
    submit_missing,
)
from bot.errors import Refused, SettingsError, Unknown
from bot.model import Message, MessageKind
from bot.rules.consent import bare_word_of
from bot.rules.window import name_of
from bot.sandbox.catalog import HOUSE
from tests.channels.conftest import ACCOUNT
from tests.channels.stand_in import StandIn, says

SPOKEN = ["fr", "en", "he", "ar", "fa", "ru", "es", "de"]
SHIPPED = Path(__file__).parents[2] / "config" / "templates"
DRAFT = Draft("tocsin_alert_fr", "fr", "MARKETING", "Alerte : {{1}} voilà", {"1": "Le pont"})
ALERT = Message(
    MessageKind.ALERT, "fr", headline="Le pont", lines=("Une.",), byline="G", link="https://e.org/"
)


def content(name: str, status: str = "approved", body: str = "Alerte : {{1}} voilà") -> dict[str, object]:
    approval = {"name": name, "status": status, "category": "MARKETING", "rejection_reason": ""}
    return {
        "sid": f"HX-{name}",
        "friendly_name": name,
        "language": "fr",
        "types": {"twilio/text": {"body": body}},
        "approval_requests": approval if status else None,
    }


def page(*contents: dict[str, object], next_page: str | None = None) -> dict[str, object]:
    return {"contents": list(contents), "meta": {"key": "contents", "next_page_url": next_page}}


@pytest.fixture
async def client(service: StandIn) -> AsyncIterator[Client]:
    http = TwilioHttp(5)
    yield open_client(ACCOUNT, "token", service.url, service.url, http)
    await http.close()


# ---- choosing ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("names", "kind", "language", "chosen"),
    [
        ("alert_fr alert_en", MessageKind.ALERT, "en", "alert_en"),
        ("alert_fr alert_en", MessageKind.ALERT, "he", "alert_fr"),
        ("alert_en alert_he", MessageKind.ALERT, "ar", "alert_en"),
        ("alert_fr breaking_en", MessageKind.BREAKING, "fr", "alert_fr"),
        ("alert_fr breaking_fr", MessageKind.BREAKING, "fr", "breaking_fr"),
        ("alert_en breaking_fr", MessageKind.BREAKING, "he", "breaking_fr"),
        ("alert_en", MessageKind.BREAKING, "he", "alert_en"),
        ("alert_fr", MessageKind.DIGEST, "fr", None),
        ("", MessageKind.ALERT, "fr", None),
    ],
)
def test_the_template_nearest_to_kind_and_language_is_chosen(
    names: str, kind: MessageKind, language: str, chosen: str | None
) -> None:
    book = Book(("fr", "en"))
    book.fill([Template(f"tocsin_{name}", "HX") for name in names.split()])
    found = book.choose(kind, language)
    assert (found and found.name) == (chosen and f"tocsin_{chosen}")


def test_only_approved_templates_are_taken_and_the_first_of_a_name_counts() -> None:
    book = Book(())
    name = name_of("alert", "fr")
    book.fill([Template(name, "HX0", status="pending"), Template(name, "HX1"), Template(name, "HX2")])
    chosen = book.choose(MessageKind.ALERT, "fr")
    assert chosen is not None
    assert chosen.sid == "HX1"


def test_a_template_is_filled_with_the_variables_that_it_has() -> None:
    assert Template("t", "HX", body="Bonjour : {{1}} voir {{4}} fin").fill(ALERT) == {
        "1": "Le pont",
        "4": "https://e.org/",
    }
    assert set(Template("t", "HX").fill(ALERT)) == {"1", "2", "3", "4"}


def test_a_frame_has_one_ellipsis_for_variables_side_by_side() -> None:
    body = "Alerte *{{1}}*\n{{2}}\n{{3}}\nVoir {{4}} fin"
    assert Template("t", "HX", body=body).frame == "Alerte … Voir … fin"


def test_a_template_shows_what_it_will_say_and_what_of_that_is_its_own() -> None:
    template = Template("t", "HX", body="Bonjour : *{{1}}*\nVoir {{4}} fin")
    assert template.shown(ALERT) == "Bonjour : *Le pont*\nVoir https://e.org/ fin"
    assert template.frame == "Bonjour : … Voir … fin"
    assert Template("t", "HX").shown(ALERT) == "Le pont\nUne.\nG\nhttps://e.org/"
    assert not Template("t", "HX").frame


def test_a_form_names_the_template_with_its_variables_and_is_written_once_for_equal_messages() -> None:
    template = Template("t", "HX&1", body="Bonjour : {{1}} voir {{4}} fin")
    said = parse_qs(form(template, ALERT).decode(), strict_parsing=True)
    assert said.pop("ContentSid") == ["HX&1"]
    assert json.loads(said.pop("ContentVariables")[0]) == template.fill(ALERT)
    assert said == {}
    assert form(replace(template), replace(ALERT)) is form(template, ALERT)
    assert form(replace(template, sid="HX2"), ALERT) != form(template, ALERT)


def test_those_of_ours_are_shut_that_whatsapp_takes_no_more_and_that_nothing_of_their_name_replaces() -> None:
    found = [
        Template("tocsin_alert_fr", "HX0", status="paused"),
        Template("tocsin_breaking_fr", "HX1", status="rejected"),
        Template("tocsin_digest_fr", "HX2", status="disabled"),
        Template("tocsin_update_fr", "HX3", status="pending"),
        Template("tocsin_alert_de", "HX4", status="paused"),  # of no language of ours
        Template("tocsin_trial_of_words", "HX5", status="rejected"),  # of no kind of ours
        Template("tocsin_alert_en", "HX6", status="rejected"),
        Template("tocsin_alert_en", "HX7"),
    ]
    assert shut_among(found, ("fr", "en")) == ["tocsin_alert_fr", "tocsin_breaking_fr", "tocsin_digest_fr"]


# ---- the account's -------------------------------------------------------------------------------


async def test_our_templates_are_listed_over_all_pages(service: StandIn, client: Client) -> None:
    service.on(
        "ContentAndApprovals",
        says(page(content("tocsin_alert_fr"), next_page=f"{service.url}/v1/ContentAndApprovals?Page=1")),
        says(page(content("other"), content("tocsin_alert_en", ""), content("tocsin_alert_he", "PENDING"))),
    )
    found = await registered(client)
    assert [(each.name, each.status) for each in found] == [
        ("tocsin_alert_fr", "approved"),
        ("tocsin_alert_en", "unsubmitted"),
        ("tocsin_alert_he", "pending"),
    ]
    assert found[0].body == "Alerte : {{1}} voilà"


async def test_an_unreadable_list_is_told(service: StandIn, client: Client) -> None:
    service.on("ContentAndApprovals", says({"contents": 1, "other": 2}))
    with pytest.raises(Unknown):
        await registered(client)


async def test_what_is_missing_is_created_and_submitted_once(service: StandIn, client: Client) -> None:
    bodies: list[dict[str, object]] = []

    async def take(request: web.Request) -> web.StreamResponse:
        bodies.append(json.loads(await request.text()))
        return await says({"sid": "HX-new", "status": "received"}, 201)(request)

    names = ["tocsin_alert_en", "tocsin_alert_he", "tocsin_digest_fr"]
    known = [content(names[0], ""), content(names[1], "pending"), content(names[2], "rejected")]
    service.on("ContentAndApprovals", says(page(*known)))
    service.on("Content", take)
    service.on("whatsapp", take)
    drafts = [DRAFT, *(Draft(name, "xx", "MARKETING", "Un {{1}} deux", {"1": "x"}) for name in names)]
    submitted = await submit_missing(client, drafts)
    assert [(each.name, each.sid) for each in submitted] == [
        ("tocsin_alert_fr", "HX-new"),
        ("tocsin_alert_en", "HX-tocsin_alert_en"),
    ]
    assert bodies == [
        {
            "friendly_name": "tocsin_alert_fr",
            "language": "fr",
            "variables": {"1": "Le pont"},
            "types": {"twilio/text": {"body": "Alerte : {{1}} voilà"}},
        },
        {"name": "tocsin_alert_fr", "category": "MARKETING"},
        {"name": "tocsin_alert_en", "category": "MARKETING"},
    ]


async def test_a_draft_that_twilio_refuses_is_told(service: StandIn, client: Client) -> None:
    service.on("Content", says({"code": 21655}, 400))
    with pytest.raises(Refused, match="21655"):
        await create(client, DRAFT)


# ---- drafts --------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", SPOKEN)
def test_a_draft_of_every_kind_comes_with_the_program(language: str) -> None:
    drafts = {draft.name: draft for draft in read_drafts(SHIPPED, "Le Fil du Levant")}
    for kind in KINDS:
        draft = drafts[name_of(kind, language)]
        assert draft.language == language
        assert "Le Fil du Levant" in draft.body
        assert "{newsroom}" not in draft.body
        assert len(draft.body) + sum(map(len, draft.samples.values())) <= 1024
        assert all(f"{{{{{number}}}}}" in draft.body for number in draft.samples)


@pytest.mark.parametrize("language", SPOKEN)
def test_the_word_that_a_draft_asks_for_ends_alerts(language: str) -> None:
    drafts = {draft.name: draft for draft in read_drafts(SHIPPED, "Le Fil du Levant")}
    for kind in KINDS:
        (asked,) = (
            word for word in re.findall(r"\w+", _last(drafts[name_of(kind, language)])) if _ends(word)
        )
        assert bare_word_of(asked) == "stop"
    welcome = _last(drafts[name_of("welcome", language)])
    assert [word for word in re.findall(r"\w+", welcome) if bare_word_of(word) == "start"], welcome


@pytest.mark.parametrize("language", SPOKEN)
def test_the_house_of_the_sandbox_says_how_to_end_alerts_too(language: str) -> None:
    bodies = tomllib.loads(HOUSE.read_text(encoding="utf-8"))["bodies"]
    assert set(bodies) == set(KINDS)
    for kind in set(KINDS) - {"correction"}:
        assert any(_ends(word) for word in re.findall(r"\w+", bodies[kind][language])), kind


def _last(draft: Draft) -> str:
    """Give the words of a draft that ask for an answer."""
    return draft.body.rpartition("\n")[2]


def _ends(word: str) -> bool:
    return word == word.upper() and bare_word_of(word) == "stop"


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("{{1}} et encore bien des mots", "begin or end"),
        ("Voici donc un mot pour : {{1}}.", "begin or end"),
        ("Voici des mots {{1}}\\n{{1}} et encore beaucoup de mots", "between them"),
        ("Un {{1}} deux", "too few words"),
    ],
)
def test_a_body_that_whatsapp_would_reject_is_told_with_its_file(
    tmp_path: Path, body: str, fault: str
) -> None:
    path = tmp_path / "fr.toml"
    path.write_text(f'[samples]\n1 = "x"\n[alert]\nbody = "{body}"\n', encoding="utf-8")
    with pytest.raises(SettingsError, match=fault) as caught:
        read_drafts(tmp_path, "Le Fil")
    assert "fr.toml" in str(caught.value)


@pytest.mark.parametrize("text", ["[alert", '[alert]\nbody = "a {{1}} b c d"', "alert = 1", "[alert]"])
def test_a_wrong_file_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "fr.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"fr\.toml"):
        read_drafts(tmp_path, "Le Fil")


def test_a_folder_without_templates_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no templates"):
        read_drafts(tmp_path, "Le Fil")
