"""The letter that notifies the ANS of a modification, filled from the facts."""

from apps.changes.letter.content import Letter, letter_of
from apps.changes.letter.pdf import write_pdf
from apps.changes.letter.word import write_docx

WRITERS = {
    "docx": (
        write_docx,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "pdf": (write_pdf, "application/pdf"),
}
"""Each form of the letter: what writes it, and its media type."""

__all__ = ["WRITERS", "Letter", "letter_of"]
