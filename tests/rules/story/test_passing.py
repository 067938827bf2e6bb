import time

import pytest

from bot.rules.story.passing import passing


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("12 blessés le 10 janvier 2020 à 14h30", ["10 janvier 2020", "14h30"]),
        ("marches les 3, 4 et 5 mars", ["3, 4 et 5 mars"]),
        ("un nageur de 46 ans est mort", ["de 46 ans"]),
        ("Un homme de 46 ans condamné à 10 ans de prison", []),
        ("2000 manifestants en 2019", ["2019"]),
        ("6e étape, 37th day", ["6e", "37th"]),
        ("la nuit du 13-Novembre 2015", ["13-Novembre 2015"]),
        ("Jan 10 at 5 p.m. 12 hurt", ["Jan 10", "5 p.m."]),
        ("12 פצועים ב-2019 בשעה 14:00", ["ב-2019", "בשעה 14:00"]),
        ("Dupont, 46, said", [", 46,"]),
        ("2020-01-10 or 10/01/2020", ["2020-01-10", "10/01/2020"]),
        ("1 200 à 1.200 et 1,23 : 30 heures", []),
    ],
)
def test_times_dates_years_ages_and_ordinals_pass(text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in passing(text)] == found


@pytest.mark.parametrize("unit", ["1,", "1 et ", "1.", "2020", "12-"])
def test_long_runs_are_read_in_time(unit: str) -> None:
    began = time.process_time()
    list(passing(unit * (1_000 // len(unit))))
    assert time.process_time() - began < 1
