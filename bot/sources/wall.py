"""What stands before an article's text: a page to log in, to consent to cookies, to pay, or to say sorry."""

import re
from typing import Final
from urllib.parse import urlsplit

from bot.texts import Text, _

SEARCHED: Final = 256 * 1024  # characters of a page

CONSENT: Final = _("it asks for consent to cookies instead of showing the page")
LOGIN: Final = _("it asks to log in")
MISSING: Final = _("it says that this page is not there")

_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{0,300})", re.IGNORECASE)
_PASSWORD = re.compile(r"<input[^>]{0,300}type\s*=\s*[\"']?password", re.IGNORECASE)
_ARTICLE = re.compile(
    r"<article[\s>]|property\s*=\s*[\"']og:type[\"']\s+content\s*=\s*[\"']article", re.IGNORECASE
)
_CONSENT_HOST = re.compile(r"^(?:consent|cmp|privacy-?(?:mgmt|gate)|choices|guce)\.")
_CONSENT_TITLE = re.compile(
    r"before you continue|avant d.accéder|consent|cookie|vos choix|votre vie privée|privacy (?:gate|choices)"
    r"|הסכמה|עוגיות|לפני שממשיכים|ملفات تعريف الارتباط|الموافقة",
    re.IGNORECASE,
)
_LOGIN_PATH = re.compile(
    r"/(?:log-?in|sign-?in|connexion|s-identifier|anmelden|auth|sso|wp-login\.php)(?:[/?.]|$)", re.IGNORECASE
)
_LOGIN_TITLE = re.compile(
    r"^(?:log ?in|sign ?in|connexion|se connecter|identifiez-vous|התחברות|כניסה|تسجيل الدخول)\b",
    re.IGNORECASE,
)
_MISSING_TITLE = re.compile(
    r"\b404\b|page not found|not found\b|page (?:introuvable|non trouvée)|n.existe (?:pas|plus)"
    r"|הדף (?:לא נמצא|אינו קיים|המבוקש)|الصفحة غير موجودة|لم يتم العثور",
    re.IGNORECASE,
)


def wall_of(html: str, url: str = "") -> Text | None:
    """Say what stands before a page's text, by its address, title and form; None: nothing known."""
    start = html[:SEARCHED]
    found = _TITLE.search(start)
    title = found[1].strip() if found else ""
    parts = urlsplit(url)
    is_article = bool(_ARTICLE.search(start))
    if _CONSENT_HOST.match(parts.hostname or "") or (_CONSENT_TITLE.search(title) and not is_article):
        return CONSENT
    asks = bool(_PASSWORD.search(start)) and not is_article
    if asks and (_LOGIN_PATH.search(parts.path) or _LOGIN_TITLE.search(title)):
        return LOGIN
    return MISSING if _MISSING_TITLE.search(title) and not is_article else None
