"""Which numbers under +1 are US numbers: a country code that the US shares with two dozen others.

Source of the rule: twilio.com/docs/api/errors/63049. Area codes are given out by the North American
Numbering Plan Administrator (nanpa.com). Listed are those of everybody else: a new code is most often
a US one, and taken for one until it is known better. So are the codes of US territories.
"""

from typing import Final

_CANADA = """
    204 226 236 249 250 257 263 273 289 306 343 354 365 367 368 382 403 416 418 428 431 437 438 450 468
    474 506 514 519 548 579 581 584 587 600 604 613 622 633 639 647 672 683 705 709
    742 753 778 780 782 807 819 825 867 873 879 902 905 942
"""

_CARIBBEAN = """
    242 246 264 268 284 345 441 473 649 658 664 721 758 767 784 809 829 849 868 869 876
"""

ELSEWHERE: Final = frozenset(f"{_CANADA} {_CARIBBEAN}".split())
"""Area codes of Canada, Bermuda and the Caribbean states."""


def is_us(number: str) -> bool:
    """Say whether a number such as +12125550100 is a US one, or may be."""
    return number.startswith("+1") and number[2:5] not in ELSEWHERE
