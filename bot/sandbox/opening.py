"""Links that open a messenger, as the sandbox has them: they open the phone on its own page."""

from urllib.parse import parse_qs, urlencode, urlsplit

_HOSTS = {"t.me": "telegram", "wa.me": "whatsapp"}


def opened_here(link: str, page: str = "/") -> str:
    """Write the address of `page` at which a phone has typed what the link proposes; other links stay.

    Telegram says ``/start`` and what stands behind ``?start=``
    (core.telegram.org/bots/features#deep-linking), WhatsApp what stands behind ``?text=``.
    """
    parts = urlsplit(link)
    phone, carried = _HOSTS.get(parts.netloc, ""), parse_qs(parts.query)
    if not phone:
        return link
    words = carried.get("text", [""])[0] or f"/start {carried.get('start', [''])[0]}".strip()
    return f"{page}?{urlencode({'phone': phone, 'words': words})}"
