"""From cell values to clean text: references, one-line labels, texts with line breaks."""

import datetime
import re
import unicodedata

INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
CARRIAGE_RETURN = re.compile(r"_x000D_|\r\n|\r", re.IGNORECASE)
# Characters a database refuses or a page cannot show; tab and line feed stay.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
# Combining marks, once a letter and its accent stand apart.
ACCENTS = re.compile("[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]")
EXCEL_ERRORS = frozenset(
    {"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!"}
)


def as_text(value) -> str:
    """The cell as the person reads it: 12.0 → "12", a date → "31/12/2026", True → "VRAI"."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "VRAI" if value else "FAUX"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.strftime("%d/%m/%Y")
    if isinstance(value, datetime.datetime):
        return value.strftime("%d/%m/%Y %H:%M")
    if isinstance(value, datetime.date):
        return value.strftime("%d/%m/%Y")
    return str(value)


def clean_text(text: str) -> str:
    """A text of several lines: line breaks unified, blanks at the ends of lines removed.

    No-break spaces inside a line stay: French typography asks for them.
    """
    if text.isprintable() and "_x" not in text:
        return text.strip()
    text = CONTROL.sub("", CARRIAGE_RETURN.sub("\n", text))
    if "\n" in text:
        return "\n".join(line.rstrip() for line in text.split("\n")).strip()
    return text.strip()


def clean_label(text: str) -> str:
    """A one-line label: every run of blanks (no-break spaces, line breaks) is one space."""
    if text.isprintable() and "_x" not in text:
        return " ".join(text.split())
    return " ".join(CONTROL.sub("", CARRIAGE_RETURN.sub(" ", text)).translate(INVISIBLE).split())


def fold(text: str) -> str:
    """For comparing words: no accent, no case, one space between words."""
    return fold_clean(clean_label(text))


def fold_clean(text: str) -> str:
    """`fold` for a text that is clean already, long ones included: twice as fast."""
    if not text.isascii():
        text = ACCENTS.sub("", unicodedata.normalize("NFKD", text))
    return " ".join(text.split()).casefold()


def same_words(left: str, right: str) -> bool:
    """True when the two texts differ by white space at most."""
    return left == right or left.split() == right.split()
