"""Opens a checked workbook with openpyxl and finds the sheet and the header row to read."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, islice

import openpyxl
from django.utils.translation import gettext as _

from apps.frameworks.rem.cells import as_text, clean_label, fold
from apps.frameworks.rem.errors import RemError, damaged, too_large_inside
from apps.frameworks.rem.headers import ESSENTIAL, MIN_FIELDS, HeaderMap, map_header
from apps.frameworks.rem.source import Source

HEADER_SCAN_ROWS = 50
# A row with the essential columns and this many known ones is the header: no need to look further.
SURE_FIELDS = 6
# What Excel itself can hold: a row number beyond it is a forged one, and would pad for ever.
EXCEL_LAST_ROW = 1_048_576
COLUMN_NAMES = {
    "reference": "ID (ou N° exigence)",
    "chapter": "Chapitre (ou Section)",
    "statement": "Exigence (ou Énoncé)",
}

Row = tuple[int, tuple]


@dataclass(slots=True)
class OpenSheet:
    """The chosen sheet: its header and an iterator over the rows below it."""

    title: str
    hidden: bool
    header: HeaderMap
    rows: Iterator[Row]
    formulas: frozenset[tuple[int, int]] = frozenset()
    passed_over: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Candidate:
    sheet: object
    position: int
    peeked: list[Row]
    rest: Iterator[Row]
    header: HeaderMap

    @property
    def usable(self) -> bool:
        return self.header.score >= MIN_FIELDS

    @property
    def complete(self) -> bool:
        return self.usable and not self.header.missing

    @property
    def hidden(self) -> bool:
        return self.sheet.sheet_state != "visible"

    @property
    def rank(self):
        return (
            self.complete,
            not self.hidden,
            self.header.score,
            "exigence" in fold(self.sheet.title),
            -self.position,
        )


def open_sheet(source: Source) -> OpenSheet:
    """Choose the sheet whose header matches best.

    A sheet with every essential column comes before one without, a visible sheet before a hidden
    one, then the number of known columns, then a name with "exigence", then the first.
    Raises RemError: damaged workbook, no header row, essential columns missing, nothing written.
    """
    workbook = _load(source.data, values=True)
    candidates = [_examine(sheet, position) for position, sheet in enumerate(workbook.worksheets)]
    _refuse_empty(candidates)
    best = max(candidates, key=lambda candidate: candidate.rank)
    if not best.complete:
        raise _no_header(best)
    below = (row for row in best.peeked if row[0] > best.header.row_number)
    return OpenSheet(
        title=best.sheet.title,
        hidden=best.hidden,
        header=best.header,
        rows=chain(below, best.rest),
        formulas=_formulas(source.data, best.position) if source.has_formulas else frozenset(),
        passed_over=[
            other.sheet.title
            for other in candidates
            if other is not best and other.complete and not other.hidden
        ],
    )


def _load(data: bytes, *, values: bool):
    try:
        return openpyxl.load_workbook(
            io.BytesIO(data), read_only=True, data_only=values, keep_links=False
        )
    except MemoryError as error:
        raise too_large_inside() from error
    except Exception as error:
        # openpyxl raises anything from KeyError to TypeError on what it does not understand.
        raise damaged() from error


def _read_rows(sheet, *, values: bool) -> Iterator[Row]:
    """Every row with its number, whatever the sheet claims about its own size."""
    sheet.reset_dimensions()
    try:
        rows = sheet.iter_rows(min_row=1, max_row=EXCEL_LAST_ROW, values_only=values)
        yield from enumerate(rows, start=1)
    except MemoryError as error:
        raise too_large_inside() from error
    except Exception as error:
        raise damaged() from error


def _examine(sheet, position: int) -> _Candidate:
    rows = _read_rows(sheet, values=True)
    peeked = []
    header = HeaderMap(0, ())
    for number, cells in islice(rows, HEADER_SCAN_ROWS):
        peeked.append((number, cells))
        found = map_header(number, cells)
        if found.score > header.score:
            header = found
        if not found.missing and found.score >= SURE_FIELDS:
            break
    return _Candidate(sheet, position, peeked, rows, header)


def _refuse_empty(candidates: list[_Candidate]) -> None:
    for candidate in candidates:
        if any(clean_label(as_text(cell)) for _number, cells in candidate.peeked for cell in cells):
            return
    raise RemError(
        _(
            "Ce classeur est vide : choisissez le classeur qui contient la feuille des exigences, "
            "avec ses titres de colonnes dans les premières lignes."
        )
    )


def _no_header(best: _Candidate) -> RemError:
    if not best.usable:
        return RemError(
            _(
                "Aucune feuille n’a de ligne de titres reconnue dans ses %(rows)d premières "
                "lignes : il faut au moins les colonnes %(columns)s."
            )
            % {"rows": HEADER_SCAN_ROWS, "columns": _join(ESSENTIAL)}
        )
    return RemError(
        _(
            "Colonnes indispensables absentes de la feuille « %(sheet)s » (titres lus en ligne "
            "%(row)d) : %(columns)s ; ajoutez-les ou rétablissez leurs titres, puis importez le "
            "classeur de nouveau."
        )
        % {
            "sheet": best.sheet.title,
            "row": best.header.row_number,
            "columns": _join(best.header.missing),
        }
    )


def _join(fields) -> str:
    return ", ".join(COLUMN_NAMES[name] for name in fields)


def _formulas(data: bytes, position: int) -> frozenset[tuple[int, int]]:
    """(row number, column index from 0) of the formula cells of one sheet."""
    sheet = _load(data, values=False).worksheets[position]
    return frozenset(
        (number, index)
        for number, cells in _read_rows(sheet, values=False)
        for index, cell in enumerate(cells)
        if cell.data_type == "f"
    )
