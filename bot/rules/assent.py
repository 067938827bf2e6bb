"""Saying yes: the words that answer a question of ours, in any language.

Only a text that is such a word and nothing else counts, and only while a question waits: "yes, but"
agrees to nothing.
"""

from bot.rules.consent import fold

_YES = """
    yes yep yeah oui ouais כן
    да da ja jawohl sí si sim hai はい 是 是的
    نعم أيوه بله آره جی_ہاں ہاں
    evet tak ano áno igen jes
"""

YES_WORDS = frozenset(fold(word.replace("_", " ")) for word in _YES.split())


def is_yes(text: str) -> bool:
    """Say whether a text is a yes and nothing else; repeated, it is still one."""
    folded = fold(text)
    words = folded.split()
    return folded in YES_WORDS or (bool(words) and YES_WORDS.issuperset(words))
