"""Which story does an entry tell: by the link it leads to, by the title it bears, or by what it says.

keys       two links to one page, two printings of one title
words      stems, names and numbers of a text                                  telling
index      who of the last 72 hours shares a rare word
features   how like two tellings are                                           model, weights
placing    the cheapest sign first; same, grey or new
novelty    what a telling of a story says that none before it said: figures, names, statements
figures    numbers with what they count                                        passing: dates, ages, years
said       words and names of a title and a lead                               light, steps: words by language
"""

from bot.rules.story.keys import canonical_link, folded_title, names_a_page, title_key
from bot.rules.story.placing import CAUTIOUS, Placement, Verdict, Window
from bot.rules.story.telling import Telling, telling_as_placed

__all__ = [
    "CAUTIOUS",
    "Placement",
    "Telling",
    "Verdict",
    "Window",
    "canonical_link",
    "folded_title",
    "names_a_page",
    "telling_as_placed",
    "title_key",
]
