"""French wording of dates and clock events, for the sentences that the rules raise."""

from datetime import date

_MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)


def french_day(on: date) -> str:
    """A day in French words: "5 janvier 2026", "1er mars 2026"."""
    number = "1er" if on.day == 1 else str(on.day)
    return f"{number} {_MONTHS[on.month - 1]} {on.year}"


def french_scope(scope: str) -> str:
    """Of what a return or a redeposit speaks: "du dossier", "du chapitre « INS »"."""
    return f"du chapitre « {scope} »" if scope else "du dossier"
