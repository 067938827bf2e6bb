"""The web side: is the port ours, and does PUBLIC_URL lead to this program?"""

import json
import secrets
import socket
import ssl
from urllib.parse import urlsplit

from bot.app.doctor import certificate
from bot.app.doctor.asking import Answered, ask, is_private
from bot.app.doctor.case import Case
from bot.app.doctor.finding import Finding, Grade, fault, warning, well
from bot.app.identity import proof_of
from bot.channels import email_look, telegram_look, whatsapp_look
from bot.settings import Settings

RUN = "python -m bot run"


async def check_port(case: Case) -> list[Finding]:
    """Look whether the port is free, or this program has it."""
    settings, port = case.settings, case.settings.port
    if not port:
        return [well("any free port is taken: PORT=0")]
    if _is_free(settings.web.host, port):
        return [well(f"PORT {port} is free: the program is not running here")]
    host = settings.web.host if settings.web.host not in {"0.0.0.0", "::"} else "127.0.0.1"  # noqa: S104 -- compared
    said, _answer = await _who_is_at(case, f"http://{host}:{port}")
    if said == "us" or (settings.sandboxed and said == "other"):  # whose accounts are new at each start
        return [well(f"the program is running, on PORT {port}")]
    what = f"PORT {port} is taken by {'another Tocsin' if said == 'other' else 'another program'}"
    return [fault(what, f"stop what uses it, or write for example PORT={port % 65535 + 1}")]


async def check_public(case: Case) -> list[Finding]:
    """Look at the address under which the services reach us."""
    settings, url = case.settings, case.settings.public_url
    if not url:
        return [well("PUBLIC_URL is not set: nobody has to reach this machine")]
    if barred := _barred(settings):
        return [barred]
    shown = await certificate.check(case) if url.startswith("https:") else []
    if any(one.grade is Grade.FAULT for one in shown):
        return shown
    said, answer = await _who_is_at(case, url)
    if said != "us":
        return [*shown, _not_us(settings, said, answer)]
    return [well("PUBLIC_URL leads to this program"), *shown, *await _signed(case)]


def _needs_hooks(settings: Settings) -> bool:
    hooked = settings.telegram_wanted and settings.telegram_mode == "webhook"
    return settings.whatsapp_wanted or settings.email_wanted or hooked


def _barred(settings: Settings) -> Finding | None:
    """Say what no service would accept of PUBLIC_URL, whoever answers there."""
    address = urlsplit(settings.public_url)
    host = address.hostname or ""
    if not host:
        return fault("PUBLIC_URL names no host", "write PUBLIC_URL=https://alerts.example.org")
    if address.path.strip("/") or address.query:
        what = "PUBLIC_URL has a path, and the hooks stand at /hooks of the host"
        return fault(what, f"write PUBLIC_URL={address.scheme}://{address.netloc}")
    if is_private(host):
        return _private(settings, host)
    if address.scheme != "https":
        what = "PUBLIC_URL is http: whoever is on the way can read and change what people write"
        return fault(what, f"get a certificate, and write PUBLIC_URL=https://{address.netloc}")
    return None


def _private(settings: Settings, host: str) -> Finding | None:
    asked = [settings.twilio_api_url] if settings.whatsapp_wanted else []
    asked += [settings.telegram_api_url] if settings.telegram_mode == "webhook" else []
    public = [urlsplit(one).hostname or "" for one in asked]
    if not any(not is_private(one) for one in public):
        return None  # the services stand on this machine or beside it, too
    what = f"PUBLIC_URL is {host}, which {' and '.join(one for one in public if one)} can't reach"
    return fault(what, "write the address that the internet knows this program by: PUBLIC_URL=https://…")


async def _who_is_at(case: Case, url: str) -> tuple[str, Answered]:
    """Say who answers at an address: us, another Tocsin, a stranger, or nobody."""
    nonce = secrets.token_hex(16)
    answer = await ask(f"{url}/health?nonce={nonce}", case.patience, trust=_trust(case, url))
    if answer.trouble:
        return "nobody", answer
    try:
        said = json.loads(answer.body)
        proof = str(said["proof"]) if said["alive"] else ""
    except (ValueError, LookupError, TypeError):
        return "stranger", answer
    name = case.newsroom.name if case.newsroom else ""
    return "us" if proof == proof_of(case.settings, name, nonce) else "other", answer


def _trust(case: Case, url: str) -> ssl.SSLContext | None:
    return case.trust() if url.startswith("https:") else None


def _not_us(settings: Settings, said: str, answer: Answered) -> Finding:
    lead = f"lead PUBLIC_URL to PORT {settings.port} of this machine"
    if said == "nobody":
        return _silent(settings, answer.trouble, lead)
    if 300 <= answer.status < 400:  # noqa: PLR2004 -- a class of statuses
        return _redirected(answer.headers.get("Location", ""))
    if answer.status in {502, 503, 504}:
        what = f"the proxy at PUBLIC_URL answers {answer.status}: it finds no program behind it"
        return fault(what, f"{RUN}, and {lead}")
    if said == "other":
        what = "another Tocsin answers at PUBLIC_URL: its accounts or its newsroom are not these"
        return fault(what, f"start it anew with these settings, or {lead}")
    return fault(f"another program answers at PUBLIC_URL (HTTP {answer.status})", lead)


def _silent(settings: Settings, trouble: str, lead: str) -> Finding:
    what = f"nothing answers at PUBLIC_URL: {trouble}"
    if "TLS" in trouble:
        return fault(what, "let the proxy speak TLS there, with a certificate for the host of PUBLIC_URL")
    if "DNS" in trouble:
        return fault(what, "enter the name at your DNS, or correct PUBLIC_URL")
    finding = fault if _needs_hooks(settings) else warning
    return finding(what, f"{RUN}, and {lead}")


def _redirected(location: str) -> Finding:
    there = urlsplit(location)
    target = f"{there.scheme}://{there.netloc}" if there.netloc else "another path"
    what = f"PUBLIC_URL redirects to {target}: services follow no redirect"
    return fault(what, f"write the final address: PUBLIC_URL={target if there.netloc else 'https://…'}")


async def _signed(case: Case) -> list[Finding]:
    """Knock at the hooks as the services do, with words that say nothing."""
    settings, found = case.settings, []
    if settings.whatsapp_wanted:
        url = f"{settings.public_url}/hooks/whatsapp/status"
        headers, body = whatsapp_look.probe(settings.twilio_auth_token.get_secret_value(), url)
        answer = await ask(url, case.patience, headers=headers, body=body, trust=_trust(case, url))
        found.append(_hook(answer, "WhatsApp", "PUBLIC_URL and TWILIO_AUTH_TOKEN"))
    if settings.telegram_wanted and settings.telegram_mode == "webhook":
        url = f"{settings.public_url}/hooks/telegram"
        headers, body = telegram_look.probe(settings.telegram_bot_token.get_secret_value())
        answer = await ask(url, case.patience, headers=headers, body=body, trust=_trust(case, url))
        found.append(_hook(answer, "Telegram", "TELEGRAM_BOT_TOKEN"))
    if settings.email_wanted and (secret := settings.email_hook_secret.get_secret_value()):
        url = f"{settings.public_url}/hooks/email"
        headers, body = email_look.probe(secret)
        answer = await ask(url, case.patience, headers=headers, body=body, trust=_trust(case, url))
        found.append(_hook(answer, "e-mail", "TOCSIN_EMAIL_HOOK_SECRET"))
    return found


def _hook(answer: Answered, name: str, settings: str) -> Finding:
    if answer.status == 204:  # noqa: PLR2004 -- an HTTP status
        return well(f"the hook of {name} takes what is signed")
    if answer.status == 403:  # noqa: PLR2004 -- the same
        what = f"the hook of {name} turns away what is signed as it should be"
        return fault(
            what, f"start the program anew with this {settings}; let the proxy change no path or body"
        )
    said = answer.trouble or f"HTTP {answer.status}"
    what = f"the hook of {name} does not answer as it should: {said}"
    return fault(what, "let POST on /hooks/… through to the web part, and see the program's log")


def _is_free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((host, port))
        except OSError:
            return False
    return True
