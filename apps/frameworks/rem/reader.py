"""The entry of the package: a workbook in, a ParsedWorkbook out."""

import warnings

from django.utils.translation import gettext as _

from apps.frameworks.rem.builder import WorkbookBuilder
from apps.frameworks.rem.errors import RemError
from apps.frameworks.rem.layouts import detect_layout
from apps.frameworks.rem.model import ParsedWorkbook
from apps.frameworks.rem.oddities import Oddities
from apps.frameworks.rem.sheet import OpenSheet, open_sheet
from apps.frameworks.rem.source import load_source

# The largest workbook known has some 400 rows.
MAX_ROWS = 5_000


def read_workbook(path_or_file, *, filename: str = "") -> ParsedWorkbook:
    """Read a requirement workbook of any of the three layouts.

    `path_or_file` is a path or a binary file object (an upload); `filename` is the name to show,
    taken from the path or the file when it is not given. Order is that of the file.
    Raises RemError, one French sentence, for whatever cannot be read; nothing else.
    """
    source = load_source(path_or_file)
    with warnings.catch_warnings():
        # openpyxl warns about styles and extensions that this reader has no use for.
        warnings.simplefilter("ignore", category=UserWarning)
        sheet = open_sheet(source)
        builder = _read_rows(sheet)
    name = filename or _name_of(path_or_file)
    return builder.finish(
        filename=name.replace("\\", "/").rsplit("/", 1)[-1],
        layout=detect_layout(sheet.header),
        sheet=sheet.title,
    )


def _read_rows(sheet: OpenSheet) -> WorkbookBuilder:
    oddities = Oddities()
    _note_sheet(sheet, oddities)
    builder = WorkbookBuilder(sheet.header, oddities, sheet.formulas)
    for number, cells in sheet.rows:
        builder.add_row(number, cells)
        if builder.row_count > MAX_ROWS:
            raise RemError(
                _(
                    "La feuille « %(sheet)s » dépasse %(limit)s lignes : ce n’est pas un classeur "
                    "d’exigences, ou il faut le partager en plusieurs fichiers."
                )
                % {"sheet": sheet.title, "limit": f"{MAX_ROWS:,}".replace(",", "\u202f")}
            )
    if not builder.requirement_count:
        raise RemError(
            _(
                "La feuille « %(sheet)s » ne contient aucune exigence sous ses titres (ligne "
                "%(row)d) : vérifiez que c’est le bon classeur."
            )
            % {"sheet": sheet.title, "row": sheet.header.row_number}
        )
    return builder


def _note_sheet(sheet: OpenSheet, oddities: Oddities) -> None:
    row = sheet.header.row_number
    if sheet.hidden:
        oddities.note(row, "sheet_hidden", sheet=sheet.title)
    for other in sheet.passed_over:
        oddities.note(row, "sheet_passed_over", sheet=sheet.title, other=other)
    if "profile" not in sheet.header.columns:
        oddities.note(row, "profile_column_missing")


def _name_of(path_or_file) -> str:
    if hasattr(path_or_file, "read"):
        return str(getattr(path_or_file, "name", "") or "")
    return str(path_or_file)
