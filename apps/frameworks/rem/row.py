"""One data row seen through the header: cleaned values by field, oddities noted on the way."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from openpyxl.utils import get_column_letter

from apps.frameworks.rem.cells import EXCEL_ERRORS, as_text, clean_label, clean_text
from apps.frameworks.rem.errors import RemError
from apps.frameworks.rem.headers import ESSENTIAL, HeaderMap
from apps.frameworks.rem.model import ParsedRow
from apps.frameworks.rem.oddities import Oddities

MAX_REFERENCE = 60
EXCERPT = 60


class RowReader:
    """Turns the tuples of a sheet into `RowView`s; None for a row with nothing in it."""

    def __init__(self, header: HeaderMap, oddities: Oddities, formulas: frozenset):
        self.header = header
        self.oddities = oddities
        self._formulas_by_row: dict[int, list[int]] = {}
        for number, index in sorted(formulas):
            self._formulas_by_row.setdefault(number, []).append(index)
        self._titles: dict[int, str] = {}
        self._used: set[str] = set()
        for index in range(len(header.titles)):
            self.title(index)

    def title(self, index: int) -> str:
        """The title of a column, made unique; its letter where it has none."""
        if index not in self._titles:
            known = self.header.titles[index] if index < len(self.header.titles) else ""
            base = title = known or _("Colonne %s") % get_column_letter(index + 1)
            turn = 1
            while title in self._used:
                turn += 1
                title = f"{base} ({turn})"
            self._used.add(title)
            self._titles[index] = title
        return self._titles[index]

    def read(self, number: int, cells: tuple) -> "RowView | None":
        """The view of one row; raises RemError on an essential formula without a value."""
        if number in self._formulas_by_row:
            self._check_formulas(number, cells)
        texts = {}
        for index, value in enumerate(cells):
            if value is None:
                continue
            text = as_text(value)
            if text and not text.isspace():
                texts[index] = text
        if not texts:
            return None
        return RowView(self, number, texts)

    def is_header(self, view: "RowView") -> bool:
        """True where the sheet repeats its titles, as a print layout does."""
        return all(
            clean_label(view.texts.get(self.header.columns[name], ""))
            == self.header.titles[self.header.columns[name]]
            for name in ESSENTIAL
        )

    def _check_formulas(self, number: int, cells: tuple) -> None:
        needed = {self.header.columns[name] for name in ESSENTIAL}
        for index in self._formulas_by_row[number]:
            if index < len(cells) and cells[index] is not None:
                continue
            if index in needed:
                raise RemError(
                    _(
                        "La cellule %(cell)s contient une formule sans valeur enregistrée : "
                        "ouvrez le classeur dans Excel, enregistrez-le, puis importez-le de "
                        "nouveau."
                    )
                    % {"cell": f"{get_column_letter(index + 1)}{number}"}
                )
            self.oddities.note(number, "formula_without_value", column=self.title(index))


class RowView:
    """The non-empty cells of one row, by field."""

    __slots__ = ("_reader", "number", "texts")

    def __init__(self, reader: RowReader, number: int, texts: dict[int, str]):
        self._reader = reader
        self.number = number
        self.texts = texts

    def parsed(self) -> ParsedRow:
        """The row as it stands, for keeping."""
        title = self._reader.title
        return ParsedRow(self.number, {title(index): text for index, text in self.texts.items()})

    def label(self, name: str) -> str:
        """A one-line value."""
        return clean_label(self._value(self._reader.header.columns.get(name)))

    def text(self, name: str) -> str:
        """A value of several lines."""
        return clean_text(self._value(self._reader.header.columns.get(name)))

    def identifier(self, name: str) -> str:
        """A reference, cleaned of stray blanks; both stray blanks and excess length are noted."""
        return self._identifier(self._reader.header.columns.get(name))

    def proofs(self) -> Iterator[tuple[str, str]]:
        """(number, text) of every proof cell of the row that has one or the other."""
        for number_column, text_column in self._reader.header.proofs:
            number = self._identifier(number_column)
            text = clean_text(self._value(text_column))
            if number or text:
                yield number, text

    def _value(self, index: int | None) -> str:
        raw = self.texts.get(index, "")
        if raw.startswith("#") and raw.strip() in EXCEL_ERRORS:
            self._reader.oddities.note(
                self.number,
                "excel_error",
                once=(self.number, index),
                column=self._reader.title(index),
                value=raw.strip(),
            )
            return ""
        return raw

    def _identifier(self, index: int | None) -> str:
        raw = self._value(index)
        cleaned = clean_label(raw)
        if cleaned != raw:
            self._reader.oddities.note(
                self.number,
                "blank_cleaned",
                once=(index, raw),
                value=cleaned[:EXCERPT],
                column=self._reader.title(index),
            )
        if len(cleaned) > MAX_REFERENCE:
            self._reader.oddities.note(
                self.number,
                "reference_too_long",
                once=cleaned,
                start=cleaned[:EXCERPT],
                length=len(cleaned),
                limit=MAX_REFERENCE,
            )
        return cleaned
