"""The summary of a deposit on paper that lasts: PDF/A-3b, with the manifest inside.

Its dates are those of the deposit and its words those that the round froze, so that the same round
gives the same bytes. Fonts and colour profile travel with it; nothing of the outside is needed.
"""

from datetime import UTC, date, datetime, time
from importlib.resources import files
from unicodedata import category
from xml.sax.saxutils import escape

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from fpdf import FPDF
from fpdf.enums import AssociatedFileRelationship, TextEmphasis, XPos, YPos
from fpdf.fonts import FontFace

from apps.core.templatetags.segurtrack import day, human_bytes
from apps.dossiers.bundle_summary import Line, Summary

FONTS = files("font_source_sans_pro") / "files"
FACES = {"": "SourceSansPro-Regular.ttf", "B": "SourceSansPro-Semibold.ttf"}
SANS, PRODUCER = "sans", "SegurTrack"
TITLE, HEADING, BODY, SMALL = 16, 12, 10, 7.5
MUTED, LINES = (85, 96, 110), (216, 221, 227)
UNKNOWN = "?"
FACT_WIDTHS = (50, 227)
STEP_WIDTHS = (55, 55, 25, 20, 122)
FILE_WIDTHS = (34, 34, 82, 14, 21, 92)


class Paper(FPDF):
    """A4, lying; the name of the deposit and the page number stand at the foot of each page."""

    def __init__(self, title: str, on: date):
        super().__init__(orientation="landscape", enforce_compliance="PDF/A-3B")
        for style, name in FACES.items():
            self.add_font(SANS, style, fname=str(FONTS / name))
        self.glyphs = set(self.fonts[SANS].cmap)
        self.heading = title
        made_at = datetime.combine(on, time(), tzinfo=UTC)
        self.set_creation_date(made_at)
        self.set_title(title)
        self.set_producer(PRODUCER)
        self.set_lang("fr-FR")
        self.set_xmp_metadata(_metadata(title, made_at))
        self.set_draw_color(*LINES)
        self.add_page()

    def footer(self):
        """Say on each page which deposit this is."""
        self.set_y(-12)
        self.set_font(SANS, size=SMALL)
        self.set_text_color(*MUTED)
        foot = _("%(title)s, page %(page)d sur %(total)s") % {
            "title": self.heading,
            "page": self.page_no(),
            "total": "{nb}",
        }
        self.cell(0, 6, self.clean(foot), align="R")
        self.set_text_color(0)

    def clean(self, text) -> str:
        """Return a text that the fonts can write: an archive may not hold a missing letter."""
        return "".join(self._letter(letter) for letter in str(text))

    def _letter(self, letter: str) -> str:
        if category(letter).startswith("C"):
            return letter if letter == "\n" else " "
        return letter if ord(letter) in self.glyphs else UNKNOWN

    def written(self) -> bytes:
        """Return the whole document, and close its fonts."""
        try:
            return bytes(self.output())
        finally:
            for font in self.fonts.values():
                font.close()

    def say(self, text, *, size: float = BODY, style: str = "", muted: bool = False) -> None:
        """Write a paragraph."""
        self.set_font(SANS, style, size)
        self.set_text_color(*(MUTED if muted else (0, 0, 0)))
        self.multi_cell(0, size * 0.5, self.clean(text), new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(1)

    def rows(self, widths: tuple, rows: list[tuple], *, size: float = BODY, head: bool = True):
        """Write a table; the first row names the columns, again on each page, with `head`."""
        self.set_font(SANS, size=size)
        self.set_text_color(0)
        with self.table(
            col_widths=widths,
            width=sum(widths),
            align="LEFT",
            text_align="LEFT",
            line_height=size * 0.5,
            borders_layout="HORIZONTAL_LINES",
            first_row_as_headings=head,
            headings_style=FontFace(emphasis=TextEmphasis.B, color=MUTED),
            padding=(0.6, 1.5, 0.6, 0),
        ) as table:
            for row in rows:
                table.row([self.clean(cell) for cell in row])
        self.ln(3)


def pdf_summary(summary: Summary) -> bytes:
    """Return the summary as PDF/A-3b, in the language that is active."""
    facts, made = summary.facts, summary.round
    title = _("%(version)s, tour %(number)d") % {
        "version": facts["version"],
        "number": made.number,
    }
    paper = Paper(title, made.deposited_on)
    paper.say(title, size=TITLE, style="B")
    scope = _(" : ").join(filter(None, (str(summary.kind.label), facts["chapter"])))
    paper.say(f"{scope}, {day(made.deposited_on)}")
    paper.rows(FACT_WIDTHS, _facts(summary), head=False)
    _write_clock(paper, summary)
    _write_files(paper, summary)
    _write_aside(paper, facts.get("aside", []))
    paper.say(
        _(
            "Pour vérifier les fichiers : « sha256sum -c SHA256SUMS » dans le dossier décompressé. "
            "Le manifeste est joint à ce document."
        ),
        muted=True,
    )
    paper.embed_file(
        bytes=summary.manifest,
        basename="manifest.json",
        mime_type="application/json",
        modification_date=paper.creation_date,
        creation_date=paper.creation_date,
        associated_file_relationship=AssociatedFileRelationship.SOURCE,
        desc=_("Manifeste du dépôt"),
    )
    return paper.written()


def _facts(summary: Summary) -> list[tuple]:
    facts = summary.facts
    content = ngettext("%(n)d preuve", "%(n)d preuves", summary.proofs) % {"n": summary.proofs}
    return [
        (_("Éditeur"), facts["publisher"]),
        (_("Parcours"), facts["pathway"]),
        ("DSR", facts["dsr"]),
        (_("Catalogue"), facts["catalog"]),
        (_("Dépôt noté par"), facts["recorded_by"]),
        (_("Contenu"), f"{content}, {human_bytes(summary.size)}"),
        (_("Empreinte de manifest.json"), summary.round.digest),
    ]


def _write_clock(paper: Paper, summary: Summary) -> None:
    """Write the rows that lead to the date, as the page of the dossier shows them."""
    paper.say(_("Pourquoi cette date ?"), size=HEADING, style="B")
    clock = summary.clock
    if clock is None:
        paper.say(_("Ce tour a été noté avant que la trace de l’horloge ne soit gardée avec lui."))
        return
    paper.say(_clock_words(summary))
    if summary.steps:
        sides = {"ans": "ANS"}
        head = (_("Du"), _("Au"), _("Chez"), _("Jours"), _("Ce qui s’est passé"))
        rows = [
            (
                day(step["from_on"]),
                day(step["to_on"]),
                sides.get(step["side"], _("éditeur")),
                step["days"],
                _(" : ").join(filter(None, (str(step["label"]), step["chapter"]))),
            )
            for step in summary.steps
        ]
        paper.rows(STEP_WIDTHS, [head, *rows])


def _clock_words(summary: Summary) -> str:
    clock, words = summary.clock, [f"{summary.state.label}."]
    if summary.steps:
        words.append(
            _("%(ans)d j chez l’ANS, %(us)d j chez l’éditeur.")
            % {"ans": clock["reviewer_days"], "us": clock["team_days"]}
        )
    if summary.due_on:
        sentence = (
            _("Si tout le reste était redéposé ce jour-là, décision au plus tard le %(day)s.")
            if clock["state"] == "paused"
            else _("Décision attendue au plus tard le %(day)s.")
        )
        words.append(sentence % {"day": day(summary.due_on)})
    return " ".join(words)


def _write_files(paper: Paper, summary: Summary) -> None:
    """Write the proofs and their files, chapter by chapter."""
    paper.say(_("Preuves et fichiers"), size=HEADING, style="B")
    head = (_("N° preuve"), _("Exigence"), _("Fichier"), _("Version"), _("Taille"), "SHA-256")
    for chapter, lines in summary.groups:
        if chapter:
            paper.say(chapter, style="B")
        paper.rows(FILE_WIDTHS, [head, *map(_file_row, lines)], size=SMALL)


def _file_row(line: Line) -> tuple:
    item, name = line
    said = f"{name}\n{item.words}" if item.words else name
    version = "" if item.words else item.version_number
    return item.reference, item.requirement, said, version, human_bytes(item.size), item.sha256


def _write_aside(paper: Paper, aside: list[dict]) -> None:
    if not aside:
        return
    paper.say(_("Preuves écartées par décision"), size=HEADING, style="B")
    for each in aside:
        said = day(date.fromisoformat(each["on"]))
        paper.say(f"{each['reference']}{_(' : ')}{each['reason']} ({each['by']}, {said})")


def _metadata(title: str, made_at: datetime) -> str:
    """Return the properties that name the standard; the library would date them of today."""
    at = made_at.isoformat(timespec="seconds")
    return (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"'
        ' xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">'
        "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>"
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(title)}</rdf:li></rdf:Alt>'
        f"</dc:title><xmp:CreateDate>{at}</xmp:CreateDate><xmp:ModifyDate>{at}</xmp:ModifyDate>"
        f"<pdf:Producer>{PRODUCER}</pdf:Producer></rdf:Description></rdf:RDF></x:xmpmeta>"
    )
