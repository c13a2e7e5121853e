"""How a service says no: what is missing, why, and where to mend it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Blocker:
    """One thing that stands in the way of a move.

    `label`: the French sentence that says what to do. `rule` and `source`: which rule asks for
    it and where it is written. `url`: the page that mends it ("" when there is none). `code`: a
    stable name for tests and links, never shown.
    """

    label: str
    rule: str = ""
    source: str = ""
    url: str = ""
    code: str = ""


class Refusal(Exception):
    """A request that changes nothing; `message` is the French sentence shown to the person."""

    status = 409

    def __init__(self, message: str, blockers: tuple[Blocker, ...] | list[Blocker] = ()):
        super().__init__(message)
        self.message = message
        self.blockers = tuple(blockers)


class Conflict(Refusal):
    """The move is not possible in this state: wrong state, missing proof, stale page (409)."""

    status = 409


class Invalid(Refusal):
    """The input itself is wrong: an impossible date, a missing reason (422)."""

    status = 422

    def __init__(self, message: str, *, field: str = ""):
        super().__init__(message)
        self.field = field


class OutOfSpace(Refusal):
    """The store cannot take the file (507)."""

    status = 507
