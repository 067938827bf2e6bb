"""What the scorer of stories weighs by: learned by benchmarks/learn_stories.py, and written by it."""

from typing import Final

from bot.rules.story.model import Weights

LEARNED: Final = Weights(
    values=(
        -8.75,  # constant
        3.39,  # cosine
        0.68,  # contained
        2.85,  # rarest
        3.22,  # second
        0.61,  # together
        -5.42,  # few words
        0.74,  # names
        -0.79,  # lacks names
        -0.38,  # conflict
        2.86,  # grams
        -0.62,  # lead
        1.1,  # title in lead
        -0.04,  # has lead
        5.39,  # dense
        0.0,  # few live
        0.0,  # meaning
        0.0,  # has meaning
    ),
    few=(
        -0.25,  # constant
        1.09,  # cosine
        1.58,  # contained
        0.0,  # rarest
        0.0,  # second
        0.0,  # together
        0.0,  # few words
        0.0,  # names
        0.0,  # lacks names
        -0.86,  # conflict
        2.57,  # grams
        0.0,  # lead
        3.23,  # title in lead
        -0.86,  # has lead
        0.0,  # dense
        0.0,  # few live
        0.0,  # meaning
        0.0,  # has meaning
    ),
    meant=(
        -12.56,  # constant
        0.28,  # cosine
        1.17,  # contained
        4.9,  # rarest
        1.6,  # second
        0.01,  # together
        -2.82,  # few words
        0.11,  # names
        -0.7,  # lacks names
        -0.29,  # conflict
        0.4,  # grams
        0.0,  # lead
        0.0,  # title in lead
        0.0,  # has lead
        5.61,  # dense
        0.0,  # few live
        9.16,  # meaning
        0.0,  # has meaning
    ),
    few_meant=(
        -3.26,  # constant
        1.81,  # cosine
        0.0,  # contained
        0.0,  # rarest
        0.0,  # second
        0.0,  # together
        0.0,  # few words
        0.0,  # names
        0.0,  # lacks names
        -0.51,  # conflict
        0.0,  # grams
        0.0,  # lead
        1.01,  # title in lead
        0.92,  # has lead
        0.0,  # dense
        0.0,  # few live
        6.39,  # meaning
        0.0,  # has meaning
    ),
    same=0.5,
    grey=0.45,
    same_by_words=0.7,
)
