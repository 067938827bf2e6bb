"""The language model: does its endpoint answer, where there is one?"""

from http import HTTPStatus

from bot.app.doctor.asking import ask
from bot.app.doctor.case import Case
from bot.app.doctor.finding import Finding, warning, well

OFF = "write TOCSIN_MODEL_URL= to do without: the article's own words go out meanwhile"


async def check(case: Case) -> list[Finding]:
    """Ask for the list of models, which costs nothing; without one, alerts go in the article's own words."""
    settings = case.settings
    if not settings.model.url:
        return [well("off: alerts say what the article says, word for word")]
    key = settings.model_key.get_secret_value()
    headers = {"Authorization": f"Bearer {key}"} if key else None
    answer = await ask(f"{settings.model.url}/models", case.patience, headers=headers)
    if answer.trouble:
        what = f"the language model's endpoint can't be asked: {answer.trouble}"
        return [warning(what, f"start it, or correct TOCSIN_MODEL_URL; {OFF}")]
    if answer.status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        what = f"the language model's endpoint refuses the key (HTTP {answer.status})"
        return [warning(what, f"correct TOCSIN_MODEL_KEY; {OFF}")]
    return [well("the language model's endpoint answers")]
