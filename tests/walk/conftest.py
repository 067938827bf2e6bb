"""What the walks share: the nursery, and both databases side by side."""

from tests.test_walk import nursery, on_both

__all__ = ["nursery", "on_both"]
