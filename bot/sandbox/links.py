"""Which links Telegram accepts, as tdlib has it: others it drops from a text, and refuses on a button."""

from urllib.parse import urlsplit

OTHER_SCHEMES = ("tg", "ton", "tonsite")


def checked_link(link: str) -> str:
    """Return the link in full, or nothing where Telegram would not take it."""
    try:
        parts = urlsplit(link if "://" in link else f"http://{link}")
        host = parts.hostname or ""
    except ValueError:
        return ""
    scheme = parts.scheme.lower()
    if scheme in OTHER_SCHEMES:
        return link
    proper = scheme in {"http", "https"} and not any(char.isspace() for char in parts.netloc)
    return parts.geturl() if proper and ("." in host or ":" in host) else ""
