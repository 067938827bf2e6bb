"""What the scorer of stories weighs by: learned by benchmarks/learn_stories.py, and written by it."""

from typing import Final

from bot.rules.story.model import Weights

LEARNED: Final = Weights(values=(0.0,) * 20, same=0.8, grey=0.3)
