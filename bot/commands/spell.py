"""How long something is kept, in words."""

from datetime import timedelta

from bot.texts import Text, n_

_YEAR = 365


def years(span: timedelta) -> Text:
    """Say a span in years where it is some, else in days; rounded up, so that it promises no less."""
    days = -(-span // timedelta(days=1))
    if days >= _YEAR and days % _YEAR == 0:
        return n_("{count} year", "{count} years", days // _YEAR)
    return n_("{count} day", "{count} days", days)
