import pytest

from bot.sandbox.bill import RATES, Bill, as_setting
from bot.tariff import fares_in


@pytest.mark.parametrize(
    ("number", "category", "window_open", "cost"),
    [
        ("+33612345678", None, True, 0.0),
        ("+33612345678", "MARKETING", True, 0.14),
        ("+33612345678", "UTILITY", True, 0.0),
        ("+33612345678", "UTILITY", False, 0.03),
        ("+14165550123", "MARKETING", False, 0.025),
        ("+4915112345678", "MARKETING", False, 0.06),
    ],
)
def test_a_delivered_template_is_charged_by_category_and_country(
    number: str, category: str | None, cost: float, *, window_open: bool
) -> None:
    bill = Bill()
    bill.add(number, category, window_open=window_open)
    assert bill.cost == cost
    assert bill.as_json() == {"forms": {category or "FREE": 1}, "cost": cost, "currency": "USD"}


@pytest.mark.parametrize("category", RATES)
def test_its_rates_can_be_given_to_the_program(category: str) -> None:
    assert fares_in(as_setting(category)) == RATES[category]
