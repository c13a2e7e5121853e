"""The letter as a PDF; the same letter gives the same bytes."""

from datetime import UTC, datetime, time
from pathlib import Path

import font_source_sans_pro
from django.utils import translation
from django.utils.translation import gettext as _
from fpdf import FPDF, XPos, YPos

from apps.changes.letter.content import Letter, Section
from apps.rules.wording import french_day

FONT = "Source Sans Pro"
FILES = Path(font_source_sans_pro.__file__).parent / "files"
FACES = {"": "SourceSansPro-Regular.ttf", "B": "SourceSansPro-Bold.ttf"}
MARGIN, LINE, LABEL = 22, 5.6, 58
BODY, TITLE = 11, 13


def write_pdf(letter: Letter) -> bytes:
    """Return the document; long texts go on over as many pages as they need."""
    page = FPDF(format="A4")
    for style, name in FACES.items():
        page.add_font(FONT, style, FILES / name)
    page.set_margins(MARGIN, MARGIN, MARGIN)
    page.set_auto_page_break(True, MARGIN)
    page.set_creation_date(datetime.combine(letter.dated, time(), tzinfo=UTC))
    page.set_title(letter.subject)
    page.set_author(letter.sender[0])
    page.set_lang("fr-FR")
    page.add_page()
    _lines(page, letter.sender)
    _lines(page, (letter.recipient, french_day(letter.dated)), align="R")
    with translation.override("fr"):
        subject = _("Objet : %(subject)s") % {"subject": letter.subject}
    page.ln(LINE)
    _lines(page, (subject,), style="B")
    page.ln(LINE)
    _lines(page, (letter.opening,))
    for section in letter.sections:
        _write(page, section)
    page.ln(LINE)
    _lines(page, letter.closing)
    return bytes(page.output())


def _write(page: FPDF, section: Section) -> None:
    page.ln(LINE)
    _lines(page, (section.title,), style="B", size=TITLE)
    page.ln(LINE / 4)
    for label, value in section.facts:
        top, number = page.get_y(), page.page_no()
        _lines(page, (label,), style="B", width=LABEL)
        end = page.get_y()
        if page.page_no() == number:
            page.set_xy(MARGIN + LABEL, top)
        _lines(page, (value,), indent=LABEL)
        if page.page_no() == number:
            page.set_y(max(page.get_y(), end))
    if section.facts and section.paragraphs:
        page.ln(LINE / 2)
    _lines(page, section.paragraphs)
    _lines(page, tuple(f"•  {item}" for item in section.items))


def _lines(page, lines, *, style="", size=BODY, align="L", width=0, indent=0) -> None:
    page.set_font(FONT, style, size)
    for line in lines:
        page.set_x(MARGIN + indent)
        page.multi_cell(width, LINE, line, align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
