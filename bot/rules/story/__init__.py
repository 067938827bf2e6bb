"""Which story does an entry tell: by the link it leads to, by the title it bears, or by what it says."""

from bot.rules.story.keys import canonical_link, folded_title, names_a_page, title_key

__all__ = ["canonical_link", "folded_title", "names_a_page", "title_key"]
