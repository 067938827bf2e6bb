"""What the scorer of stories weighs by: learned by benchmarks/learn_stories.py, and written by it."""

from typing import Final

from bot.rules.story.model import Weights

LEARNED: Final = Weights(
    values=(
        -9.74,  # constant
        3.66,  # cosine
        1.03,  # contained
        2.9,  # rarest
        3.18,  # second
        1.36,  # together
        -6.2,  # few words
        0.7,  # names
        -0.75,  # lacks names
        -0.34,  # conflict
        2.18,  # grams
        -0.57,  # lead
        1.1,  # title in lead
        -0.04,  # has lead
        4.88,  # dense
        0.0,  # few live
        0.0,  # meaning
        0.0,  # has meaning
    ),
    few=(
        -1.03,  # constant
        1.08,  # cosine
        1.58,  # contained
        0.0,  # rarest
        0.0,  # second
        0.0,  # together
        0.0,  # few words
        0.0,  # names
        0.0,  # lacks names
        -0.79,  # conflict
        2.08,  # grams
        0.0,  # lead
        3.39,  # title in lead
        -0.66,  # has lead
        0.0,  # dense
        0.0,  # few live
        0.0,  # meaning
        0.0,  # has meaning
    ),
    meant=(
        -13.85,  # constant
        0.48,  # cosine
        1.24,  # contained
        5.86,  # rarest
        1.23,  # second
        0.98,  # together
        -2.87,  # few words
        0.15,  # names
        -0.56,  # lacks names
        -0.3,  # conflict
        0.06,  # grams
        0.0,  # lead
        0.0,  # title in lead
        0.0,  # has lead
        5.25,  # dense
        0.0,  # few live
        9.36,  # meaning
        0.0,  # has meaning
    ),
    few_meant=(
        -3.53,  # constant
        1.01,  # cosine
        0.0,  # contained
        0.0,  # rarest
        0.0,  # second
        0.0,  # together
        0.0,  # few words
        0.0,  # names
        0.0,  # lacks names
        -0.46,  # conflict
        0.0,  # grams
        0.0,  # lead
        1.27,  # title in lead
        0.63,  # has lead
        0.0,  # dense
        0.0,  # few live
        6.4,  # meaning
        0.0,  # has meaning
    ),
    same=0.5,
    grey=0.3,
    same_by_words=0.55,
)
