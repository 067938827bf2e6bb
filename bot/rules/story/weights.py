"""What the scorer of stories weighs by: learned by benchmarks/learn_stories.py, and written by it."""

from typing import Final

from bot.rules.story.model import Weights

LEARNED: Final = Weights(
    values=(
        -9.03,  # constant
        3.52,  # cosine
        1.04,  # contained
        2.8,  # rarest
        3.48,  # second
        1.29,  # together
        -6.42,  # few words
        0.69,  # names
        -0.75,  # lacks names
        -0.28,  # conflict
        2.1,  # grams
        -0.71,  # lead
        3.19,  # title in lead
        -0.29,  # has lead
    ),
    same=0.55,
    grey=0.35,
)
