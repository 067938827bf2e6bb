"""What a message will look like on a channel, before it is sent."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Preview:
    """A message as it will show on a channel: in free text; and by a template, where that is another form.

    `frame` is what the template says itself, an ellipsis in the place of each variable.
    """

    words: str
    template: str = ""
    frame: str = ""
