import json
from datetime import UTC, datetime

import pytest

from bot.sandbox.catalog import Catalog, Template, Types, VariablesError
from bot.sandbox.phones import Button
from tests.sandbox.stand import HandClock

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def _template(types: Types) -> Template:
    return Template("HX1", "x", "fr", {}, types, NOW)


def _text(body: str) -> Template:
    return _template({"twilio/text": {"body": body}})


def test_the_houses_bodies_obey_whatsapp_and_hold_all_four_variables() -> None:
    values = json.dumps({"1": "un", "2": "deux", "3": "trois", "4": "quatre"})
    for template in Catalog("AC1", HandClock()).all():
        assert not template.rejection
        filled = template.filled(values)
        assert all(word in filled for word in ("un", "deux", "trois", "quatre"))


def test_sids_follow_from_account_and_name() -> None:
    first, again, other = (Catalog(account, HandClock()).all() for account in ("AC1", "AC1", "AC2"))
    assert [template.sid for template in first] == [template.sid for template in again]
    assert {template.sid for template in first}.isdisjoint(template.sid for template in other)


@pytest.mark.parametrize("given", ["{", "[]", '{"1": 5}'])
def test_variables_that_are_none_are_refused_at_once(given: str) -> None:
    with pytest.raises(VariablesError) as caught:
        _text("a {{1}} b").filled(given)
    assert caught.value.code == 21656


def test_four_spaces_pass_and_a_template_without_variables_needs_none() -> None:
    assert _text("a {{ 1 }} b").filled('{"1": "x    y"}') == "a x    y b"
    assert _text("a").filled("") == "a"


def test_buttons_of_every_type_are_stacked() -> None:
    actions: list[dict[str, object]] = [
        {"title": "Oui", "id": "yes"},
        {"title": "Lire", "url": "https://a.org"},
        {"title": "Sans id"},
        {"title": "Mauvais", "url": "javascript:x"},
    ]
    items: list[dict[str, object]] = [{"item": "Monde", "id": "t:monde"}]
    types: Types = {"twilio/card": {"body": "x", "actions": actions}, "twilio/list-picker": {"items": items}}
    assert _template(types).buttons() == (
        (Button("Oui", data="yes"),),
        (Button("Lire", url="https://a.org"),),
        (Button("Sans id", data="Sans id"),),
        (Button("Mauvais"),),
        (Button("Monde", data="t:monde"),),
    )


def test_actions_that_are_no_list_are_no_buttons() -> None:
    assert _template({"twilio/card": {"actions": "x"}}).buttons() == ()
    assert _template({"twilio/card": {"actions": ["x"]}}).body == ""
