"""Write the proofs of a dossier to a workbook: every text stays a text, never a formula."""

from io import BytesIO

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from apps.dossiers.export.columns import COLUMNS
from apps.dossiers.models import Dossier, ProofAnswer

DAY = "DD/MM/YYYY"
HEADER = PatternFill("solid", fgColor="E3EEFD")
OURS = PatternFill("solid", fgColor="FFF0D1")


def table_proofs(dossier: Dossier) -> QuerySet:
    """Return the proofs of the dossier's catalogue with all that a row of the workbook says."""
    answers = ProofAnswer.objects.live().select_related("version").order_by("pk")
    return (
        dossier.proofs.current()
        .select_related(
            "chapter",
            "responsible",
            "aside_by",
            "catalog_proof__requirement",
            "catalog_proof__scenario",
            "catalog_proof__profile",
        )
        .prefetch_related(Prefetch("answers", answers, to_attr="files"))
        .order_by("chapter__order", "order", "pk")
    )


def write_table(dossier: Dossier) -> bytes:
    """Return the workbook of `dossier`: one row per expected proof, the editable columns tinted."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = _("Preuves")
    for rank, column in enumerate(COLUMNS, start=1):
        head = _put(sheet, 1, rank, str(column.title))
        head.font, head.fill = Font(bold=True), OURS if column.field else HEADER
        sheet.column_dimensions[get_column_letter(rank)].width = column.width
    for number, proof in enumerate(table_proofs(dossier), start=2):
        for rank, column in enumerate(COLUMNS, start=1):
            _put(sheet, number, rank, column.value(proof))
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    file = BytesIO()
    workbook.save(file)
    return file.getvalue()


def _put(sheet, row: int, rank: int, value):
    """Write one cell; a text that begins like a formula stays a text."""
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("", value)
    cell = sheet.cell(row, rank, value)
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    if isinstance(value, str):
        cell.data_type = "s"
    elif hasattr(value, "year"):
        cell.number_format = DAY
    return cell
