"""The letter as a Word document; the same letter gives the same bytes."""

from datetime import datetime, time
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils import translation
from django.utils.translation import gettext as _
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from apps.changes.letter.content import Letter, Section
from apps.rules.wording import french_day

EPOCH = (1980, 1, 1, 0, 0, 0)


def write_docx(letter: Letter) -> bytes:
    """Return the document, to be completed and signed by its sender."""
    document = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Calibri", Pt(11)
    _properties(document, letter)
    for line in letter.sender:
        document.add_paragraph(line).paragraph_format.space_after = Pt(0)
    right = document.add_paragraph(letter.recipient)
    right.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    dated = document.add_paragraph(french_day(letter.dated))
    dated.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    with translation.override("fr"):
        subject = _("Objet : %(subject)s") % {"subject": letter.subject}
    document.add_paragraph().add_run(subject).bold = True
    document.add_paragraph(letter.opening)
    for section in letter.sections:
        _write(document, section)
    for line in letter.closing:
        document.add_paragraph(line)
    return _still(document)


def _write(document, section: Section) -> None:
    document.add_heading(section.title, level=2)
    if section.facts:
        table = document.add_table(rows=0, cols=2)
        table.style = "Table Grid"
        for label, value in section.facts:
            cells = table.add_row().cells
            cells[0].text, cells[1].text = label, value
    for paragraph in section.paragraphs:
        document.add_paragraph(paragraph)
    for item in section.items:
        document.add_paragraph(item, style="List Bullet")


def _properties(document, letter: Letter) -> None:
    facts = document.core_properties
    facts.title, facts.author, facts.language = letter.subject, letter.sender[0][:255], "fr-FR"
    facts.title = letter.subject[:255]
    facts.created = facts.modified = datetime.combine(letter.dated, time())
    facts.last_modified_by, facts.comments = "", ""


def _still(document) -> bytes:
    """Return the archive without the moments at which its parts were written."""
    moving, still = BytesIO(), BytesIO()
    document.save(moving)
    with ZipFile(moving) as source, ZipFile(still, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = ZipInfo(name, EPOCH)
            part.compress_type = ZIP_DEFLATED
            target.writestr(part, source.read(name))
    return still.getvalue()
