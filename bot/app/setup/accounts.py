"""Accounts: a Telegram token, a Twilio account, and who owns the bot; each is tried at once."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.app.doctor.telegram import FORM, GIVER
from bot.app.doctor.whatsapp import ACCOUNT, NUMBER
from bot.app.setup.asker import Asker
from bot.app.setup.wishes import Wishes
from bot.channels import telegram_look, whatsapp_look
from bot.channels.whatsapp_look import TRIAL_NUMBER, Door
from bot.errors import ChannelError
from bot.settings import Settings

T = TypeVar("T")

SECONDS = 10.0
_OWNER = re.compile(r"(?:telegram:)?(\d{3,20})")


class Accounts:
    """Asks for what the channels need; what it learned stands in `found`, by the names of the settings."""

    def __init__(self, asker: Asker, settings: Settings, wishes: Wishes) -> None:
        self._asker = asker
        self._settings = settings
        self._wishes = wishes
        self.found: dict[str, str] = {}
        self._username = ""

    def ask(self) -> None:
        """Ask for Telegram, WhatsApp, the owner."""
        token, is_new = self._token()
        self._whatsapp()
        self._owner(token, is_new=is_new)

    # ---- Telegram

    def _token(self) -> tuple[str, bool]:
        known = self._settings.telegram_bot_token.get_secret_value()
        if known and (
            self._asker.silent or self._asker.agree("Telegram: keep the token that is set", usual=True)
        ):
            if fault := self._wrong_token(known):
                self._asker.tell(f"  {fault}", "red")
            self.found["TELEGRAM_BOT_TOKEN"] = known
            return known, False
        self._asker.tell(f"Telegram: write /newbot to {GIVER}, which gives a token.")
        token = self._asker.ask("Token (empty: no Telegram)", hidden=True, wrong=self._wrong_token)
        if token:
            self.found["TELEGRAM_BOT_TOKEN"] = token
        return token, bool(token)

    def _wrong_token(self, token: str) -> str:
        if not token:
            return ""
        if not FORM.fullmatch(token):
            return "a token is digits, a colon and 35 letters: copy it whole"
        bot, trouble = _tried(lambda: telegram_look.look(token, self._settings.telegram_api_url, SECONDS))
        if bot is None:
            return trouble
        self._username = bot.username
        self._asker.tell(f"  The bot is @{bot.username}.", "green")
        return ""

    def _owner(self, token: str, *, is_new: bool) -> None:
        told = self._wishes.owner or self._settings.owner
        if told or not token:
            self.found |= {"TOCSIN_OWNER": told} if told else self._owner_on_whatsapp()
            return
        if self._asker.silent:
            self._asker.tell("No owner: give one with --owner telegram:<your number>", "yellow")
            return
        self._asker.tell(
            f"You will be the owner, who runs Tocsin from the chat. Open https://t.me/{self._username} and "
            "press Start, then Enter here; or write your number, as @userinfobot tells it."
        )
        number = self._asker.ask("Your Telegram number", wrong=_wrong_owner)
        if not number and is_new:
            number = self._who_started(token)
        if found := _OWNER.fullmatch(number):
            self.found["TOCSIN_OWNER"] = f"telegram:{found[1]}"
        else:
            self._asker.tell(
                "  No owner yet: write TOCSIN_OWNER=telegram:<your number> into the file.", "yellow"
            )

    def _owner_on_whatsapp(self) -> dict[str, str]:
        if self._asker.silent or "TWILIO_ACCOUNT_SID" not in self.found:
            return {}
        question = "Your own WhatsApp number: you will be the owner, who runs Tocsin from the chat"
        number = self._asker.ask(question, wrong=_wrong_number)
        return {"TOCSIN_OWNER": f"whatsapp:{number.removeprefix('whatsapp:')}"}

    def _who_started(self, token: str) -> str:
        """Find out who pressed Start: asked of a bot that was new a moment ago, whom nobody else asks."""
        api = self._settings.telegram_api_url
        for _try in range(3):
            people, trouble = _tried(lambda: telegram_look.writers(token, api, SECONDS))
            for person in reversed(people or []):
                if self._asker.agree(f"  Are you {person.name or 'the one without a name'}?", usual=True):
                    return str(person.id)
            self._asker.tell(f"  {trouble or 'Nobody else has pressed Start yet.'}", "yellow")
            if not self._asker.agree("  Look once more?", usual=True):
                break
        return ""

    # ---- WhatsApp

    def _whatsapp(self) -> None:
        settings = self._settings
        known = settings.twilio_account_sid
        if known and (
            self._asker.silent or self._asker.agree("WhatsApp: keep the account that is set", usual=True)
        ):
            self.found |= {
                "TWILIO_ACCOUNT_SID": known,
                "TWILIO_AUTH_TOKEN": settings.twilio_auth_token.get_secret_value(),
                "TWILIO_WHATSAPP_FROM": settings.twilio_whatsapp_from,
                "TWILIO_MESSAGING_SERVICE_SID": settings.twilio_messaging_service_sid,
                "PUBLIC_URL": self._wishes.public_url or settings.public_url,
            }
            self.found = {name: value for name, value in self.found.items() if value}
            return
        if self._asker.silent:
            self._keep_public_url()
            return
        self._asker.tell("WhatsApp goes through Twilio: console.twilio.com shows what is asked for.")
        account = self._asker.ask("Account SID (empty: no WhatsApp)", wrong=_wrong_account)
        if not account:
            self._keep_public_url()
            return
        token = self._asker.ask(
            "Auth token", hidden=True, wrong=lambda token: self._wrong_twilio(account, token)
        )
        number = self._asker.ask("The number that sends", TRIAL_NUMBER, wrong=_wrong_number)
        url = self._asker.ask(
            "Address under which Twilio reaches this program", self._public_url, wrong=_wrong_url
        )
        self.found |= {
            "TWILIO_ACCOUNT_SID": account,
            "TWILIO_AUTH_TOKEN": token,
            "TWILIO_WHATSAPP_FROM": number,
        }
        self.found["PUBLIC_URL"] = url.rstrip("/")
        if number == TRIAL_NUMBER:
            self.found["TOCSIN_DELIVERY_WHATSAPP_RATE"] = "0.3"
        self._asker.tell(
            f'  In the console, enter {url.rstrip("/")}/hooks/whatsapp as "When a message comes in".'
        )
        self._asker.tell("  Then: python -m bot templates --submit")

    @property
    def _public_url(self) -> str:
        return self._wishes.public_url or self._settings.public_url

    def _keep_public_url(self) -> None:
        if self._public_url:
            self.found["PUBLIC_URL"] = self._public_url

    def _wrong_twilio(self, account: str, token: str) -> str:
        settings = self._settings
        door = Door(account, token, settings.twilio_api_url, settings.twilio_messaging_api_url, SECONDS)
        _status, trouble = _tried(lambda: whatsapp_look.account_status(door))
        return trouble


def _tried(ask: Callable[[], Awaitable[T]]) -> tuple[T | None, str]:
    """Ask a service; give its answer, or what is the matter."""

    async def asked() -> T:
        return await ask()

    try:
        return asyncio.run(asked()), ""
    except ChannelError as error:
        return None, str(error)


def _wrong_owner(number: str) -> str:
    return "" if not number or _OWNER.fullmatch(number) else "it has digits only: 123456789"


def _wrong_account(account: str) -> str:
    return (
        "" if not account or ACCOUNT.fullmatch(account) else "it is AC and 32 digits or letters from a to f"
    )


def _wrong_number(number: str) -> str:
    return "" if NUMBER.fullmatch(number) else "write + and the country's code first, no spaces: +14155238886"


def _wrong_url(url: str) -> str:
    return (
        ""
        if url.startswith(("https://", "http://"))
        else "it begins with https://: https://alerts.example.org"
    )
