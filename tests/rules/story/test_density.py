from hypothesis import given
from hypothesis import strategies as st

from bot.rules.story.density import NEWEST, Density

STEMS = st.frozensets(st.sampled_from("abcdefgh"), max_size=5)
TITLES = st.lists(st.tuples(st.integers(0, 20), STEMS), max_size=30)


def test_the_more_pairs_are_near_the_denser() -> None:
    sparse, dense = Density(), Density()
    for number in range(300):
        sparse.add(number, number, frozenset({f"a{number}", f"b{number}"}))
        dense.add(number, number, frozenset({"a", "b", f"c{number % 3}"}))
    assert 0 < sparse.level() < Density().level() < dense.level() <= 1


def test_one_stem_or_a_few_of_many_make_no_pair() -> None:
    one, few = Density(), Density()
    for number in range(100):
        one.add(number, number, frozenset({"a"}))
        few.add(number, number, frozenset({"a", "b", *(f"{number}-{at}" for at in range(8))}))
    assert one.level() == few.level() < Density().level()


def test_only_the_newest_count() -> None:
    old, never = Density(), Density()
    for number in range(200):
        old.add(number, 0, frozenset({"a", "b"}))
    for number in range(NEWEST):
        old.add(200 + number, 1, frozenset({f"{number}"}))
        never.add(200 + number, 1, frozenset({f"{number}"}))
    old.add(5000, 0, frozenset({"a", "b"}))
    assert old.level() == never.level()


@given(TITLES, st.integers(0, 30))
def test_it_follows_from_what_is_live(rows: list[tuple[int, frozenset[str]]], gone: int) -> None:
    used, fresh = Density(), Density()
    for number, (hours, stems) in enumerate(rows):
        used.add(number, hours, stems)
    oldest_first = sorted(range(len(rows)), key=lambda number: (rows[number][0], number))
    for number in oldest_first[:gone]:
        used.drop(number)
    for number in sorted(oldest_first[gone:]):
        fresh.add(number + 1000, *rows[number])
    assert used.level() == fresh.level()
    assert vars(used)["_near"] == vars(fresh)["_near"]
