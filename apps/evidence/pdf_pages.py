"""A program of its own: print the pages of a PDF that hold a patient number, 0 for its forms.

`python -m apps.evidence.pdf_pages PATH SECONDS`, under the limits of `limits.py`.
"""

import sys
from collections.abc import Iterator

from pypdf import PdfReader

from apps.evidence.identifiers import holds_number
from apps.evidence.limits import accept_limits


def main(path: str, seconds: int) -> None:
    """Print one page number a line, as soon as it is known."""
    accept_limits(seconds)
    with open(path, "rb") as file:
        for number in pages_with_numbers(file):
            sys.stdout.write(f"{number}\n")
            sys.stdout.flush()


def pages_with_numbers(file) -> Iterator[int]:
    """Yield the pages, from 1; 0 stands for the forms and the properties of the document."""
    reader = PdfReader(file)
    facts = [*(reader.metadata or {}).values(), *(reader.get_form_text_fields() or {}).values()]
    if holds_number("\n".join(str(fact) for fact in facts)):
        yield 0
    for number, page in enumerate(reader.pages, start=1):
        if holds_number(page.extract_text()):
            yield number


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
