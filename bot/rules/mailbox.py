"""Mailboxes: an e-mail address as a person types it, and as it is kept.

What is an address is RFC 5321's and RFC 6531's word, by email-validator. Whether anybody reads it is found
out by writing there, and by nothing else: no name server is asked.
"""

from typing import Final

from email_validator import EmailNotValidError, validate_email

LONGEST: Final = 128
"""Characters of an address that the store keeps; RFC 5321 allows 254, and nobody has them."""


def read(words: str) -> str | None:
    """Read an address, in lower case: no mailbox in use tells one from the other. None where it is none."""
    said = words.strip().lower()
    if len(said) > LONGEST:
        return None
    try:
        found = validate_email(said, check_deliverability=False, strict=True)
    except EmailNotValidError:
        return None
    kept = f"{found.local_part}@{found.ascii_domain}"
    return kept if len(kept) <= LONGEST else None


def domain_of(address: str) -> str:
    """Give what stands behind the @."""
    return address.rpartition("@")[2]
