"""What the scorer of stories weighs by: learned by benchmarks/learn_stories.py, and written by it."""

from typing import Final

from bot.rules.story.model import Weights

LEARNED: Final = Weights(
    values=(
        -7.71,  # constant
        3.49,  # cosine
        1.23,  # contained
        0.99,  # rarest
        3.63,  # second
        1.12,  # together
        -6.78,  # few words
        0.82,  # names
        -0.75,  # lacks names
        -0.26,  # conflict
        2.23,  # grams
        -0.65,  # lead
        3.28,  # title in lead
        -0.26,  # has lead
    ),
    same=0.6,
    grey=0.3,
)
