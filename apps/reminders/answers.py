"""What a relay's answer, or its silence, proves about a message."""

from dataclasses import dataclass

TOO_LARGE = 552


@dataclass(frozen=True)
class Answer:
    """What the relay said; `code` is 0 where it said nothing."""

    code: int
    text: str

    def __str__(self) -> str:
        return f"{self.code} {self.text}" if self.code else self.text


class Refused(Exception):
    """The message surely did not leave: the relay said no, or was lost before the last dot."""

    def __init__(self, answer: Answer):
        super().__init__(str(answer))
        self.answer = answer

    @property
    def for_good(self) -> bool:
        """Return whether trying again is of no use."""
        return self.answer.code >= 500


class Doubt(Exception):
    """The last dot left and no answer came: the relay may have taken the message."""


class Unreachable(Exception):
    """The relay is away or does not want us at all: everything waits for the next run."""
