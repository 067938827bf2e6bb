"""Drawing: a link as a QR code, for a chat, a poster, a page or a screen."""

import io

import segno

SCALE = 12
"""Dots of a picture for each of the code's: a phone reads it from a poster."""

BORDER = 4
"""Quiet modules around a code (ISO/IEC 18004)."""


def qr(link: str) -> bytes:
    """Draw a link as PNG."""
    drawn = io.BytesIO()
    segno.make(link, error="m", micro=False).save(drawn, kind="png", scale=SCALE, border=BORDER)
    return drawn.getvalue()
