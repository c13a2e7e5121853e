"""A program of its own: draw one page of a PDF, with its words, under the limits of `limits.py`.

`python -m apps.evidence.page_drawing PATH PAGE SECONDS` writes one line of JSON, then the PNG. The
library has neither scripts nor forms nor a network: what comes out is a picture of what stands on
the page. A PDF that asks for a password is said in that line; any other that cannot be read ends
the program.
"""

import json
import sys

import pypdfium2
from pypdfium2.raw import FPDF_ERR_PASSWORD

from apps.evidence.limits import accept_limits

WIDTH = 1240
"""Pixels across: an A4 sheet at 150 per inch."""
MOST_PIXELS = 4_000_000
MOST_WORDS = 20_000
HYPHENS = {0x02: "-", 0xFFFE: "-"}
"""What the library says where a word is cut at the end of a line."""


def main(path: str, number: int, seconds: int) -> None:
    """Write the page `number`, from 1; the last one when there are fewer."""
    accept_limits(seconds)
    with open(path, "rb") as file:
        try:
            document = pypdfium2.PdfDocument(file)
        except pypdfium2.PdfiumError as error:
            if error.err_code != FPDF_ERR_PASSWORD:
                raise
            say({"locked": True})
        else:
            draw(document, number)


def draw(document: pypdfium2.PdfDocument, number: int) -> None:
    """Write the facts of a page, then its picture."""
    number = min(number, len(document))
    page = document[number - 1]
    text = page.get_textpage()
    words = text.get_text_range(count=min(text.count_chars(), MOST_WORDS)).translate(HYPHENS)
    picture = page.render(scale=_scale(*page.get_size()), may_draw_forms=False).to_pil()
    say(
        {
            "number": number,
            "count": len(document),
            "size": picture.size,
            "words": words.translate(HYPHENS),
        }
    )
    picture.save(sys.stdout.buffer, "PNG")


def say(facts: dict) -> None:
    """Write the line of facts."""
    sys.stdout.buffer.write(json.dumps(facts).encode() + b"\n")


def _scale(width: float, height: float) -> float:
    """Return how much a page grows: as wide as wanted, never more pixels than allowed."""
    return min(WIDTH / width, (MOST_PIXELS / (width * height)) ** 0.5)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
