"""What outlasts a person who asked to be forgotten: an address that can be recognised, and not be read.

Telephone numbers are few enough to try them all, so the digest is made by scrypt (RFC 7914) at the cost
that RFC 7914 and OWASP give for interactive use (16 MiB, tens of milliseconds a try), with a salt for
each person: see docs/decisions/0022-forgetting.md.
"""

import hashlib
import hmac

from bot.model import Address

_COST = 2**14
_BLOCK = 8
_BYTES = 32


def digest(address: Address, salt: str) -> str:
    """Digest an address with a salt; 64 hexadecimal digits."""
    said = f"{address.channel}:{address.id}".encode()
    made = hashlib.scrypt(said, salt=salt.encode(), n=_COST, r=_BLOCK, p=1, dklen=_BYTES)
    return made.hex()


def mark(address: Address, key: bytes) -> str:
    """Mark an address with a key: the key's name, and what only who has the key can find the address by.

    Without a key, empty. An import compares a hundred thousand addresses, for which scrypt is too dear.
    """
    if not key:
        return ""
    said = f"{address.channel}:{address.id}".encode()
    return f"{name_of(key)}:{hmac.new(key, b'departure ' + said, 'sha256').hexdigest()[:48]}"


def name_of(key: bytes) -> str:
    """Name a key without telling it: a changed one marks what it can't know again."""
    return hmac.new(key, b"name", "sha256").hexdigest()[:16]


def is_of(address: Address, salt: str, kept: str) -> bool:
    """Say whether a digest is that of an address."""
    return hmac.compare_digest(digest(address, salt), kept)
