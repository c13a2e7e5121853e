"""Read a workbook back: what would change on each proof, and why a row is refused.

Columns are found by their titles, rows by their key. What is not editable is compared, and said to
be ignored.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from itertools import islice

import openpyxl
from django.utils.translation import gettext as _

from apps.core.refusals import Invalid
from apps.dossiers.export.columns import COLUMNS, KEY, Column
from apps.dossiers.export.writing import table_proofs
from apps.dossiers.models import Dossier, ExpectedProof
from apps.dossiers.services.assigning import check_plan
from apps.frameworks.rem import RemError
from apps.frameworks.rem.cells import as_text, clean_text, fold
from apps.frameworks.rem.errors import damaged, too_large_inside
from apps.frameworks.rem.source import load_source
from apps.products.checks import team_of

HEADER_ROWS = 20
MOST_ROWS = 20_000
MOST_COLUMNS = 100
DAYS = ("%d/%m/%Y", "%Y-%m-%d")


@dataclass(frozen=True)
class RowChange:
    """What one row changes of its proof: `facts` for the service, `shown` as (title, before,
    after) for the page."""

    row: int
    proof: ExpectedProof
    facts: dict
    shown: list[tuple[str, str, str]]


@dataclass
class TableReading:
    """A whole workbook: changes, (row, sentence) refused, (row, titles) that were ignored."""

    changes: list[RowChange] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)
    ignored: list[tuple[int, list[str]]] = field(default_factory=list)
    rows: int = 0

    @property
    def facts(self) -> dict[int, dict]:
        """Return the changes as `plan_proofs` takes them."""
        return {change.proof.pk: change.facts for change in self.changes}


def read_table(dossier: Dossier, source, *, today: date) -> TableReading:
    """Return what the workbook `source` (an open file or a path) would change; nothing is written.

    `Invalid` when it is not a workbook of ours: damaged, too large, no key column.
    """
    try:
        rows = _rows(source)
    except RemError as error:
        raise Invalid(str(error), field="upload") from error
    columns, body = _header(rows)
    proofs = {proof.pk: proof for proof in table_proofs(dossier)}
    people = _people(dossier)
    reading, seen = TableReading(), {}
    for number, cells in body:
        values = {column: cells[rank] for column, rank in columns.items() if rank < len(cells)}
        if not any(_text(cell) for cell in values.values()):
            continue
        reading.rows += 1
        try:
            proof = _proof(values, proofs, seen, number)
            _read_row(reading, number, proof, values, people, dossier.product, today)
        except Invalid as refusal:
            reading.refused.append((number, refusal.message))
    return reading


def _rows(source) -> list[tuple[int, tuple]]:
    data = load_source(source).data
    try:
        workbook = openpyxl.load_workbook(BytesIO(data), read_only=True, keep_links=False)
        sheet = workbook.worksheets[0]
        cells = sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS)
        rows = list(enumerate(islice(cells, MOST_ROWS + 1), start=1))
    except MemoryError as error:
        raise too_large_inside() from error
    except Exception as error:
        # openpyxl raises anything from KeyError to TypeError on what it does not understand.
        raise damaged() from error
    if len(rows) > MOST_ROWS:
        raise too_large_inside()
    return rows


def _header(rows) -> tuple[dict[Column, int], list]:
    """Return {column: its rank} and the rows below the titles."""
    known = {fold(str(column.title)): column for column in COLUMNS}
    for place, (_number, cells) in enumerate(rows[:HEADER_ROWS]):
        titles = [fold(_text(cell)) for cell in cells]
        found = {known[title]: rank for rank, title in enumerate(titles) if title in known}
        if KEY in found and len(found) > 1:
            return found, rows[place + 1 :]
    raise Invalid(
        _(
            "Ce classeur n’a pas la colonne « %(key)s » : partez du tableau exporté de ce dossier, "
            "et gardez ses titres."
        )
        % {"key": KEY.title},
        field="upload",
    )


def _people(dossier: Dossier) -> dict:
    people = {}
    for person in team_of(dossier.product):
        people |= {person.email.casefold(): person, person.username.casefold(): person}
    return people


def _text(cell) -> str:
    return clean_text(as_text(cell.value))


def _proof(values, proofs: dict, seen: dict, number: int) -> ExpectedProof:
    key = _text(values[KEY]) if KEY in values else ""
    proof = proofs.get(int(key)) if key.isascii() and key.isdigit() and len(key) < 19 else None
    if proof is None:
        raise Invalid(
            _("La clé « %(key)s » n’est celle d’aucune preuve de ce dossier.") % {"key": key[:40]}
        )
    first = seen.setdefault(proof.pk, number)
    if first != number:
        raise Invalid(
            _("La preuve %(proof)s est déjà à la ligne %(first)d.")
            % {"proof": proof, "first": first}
        )
    return proof


def _read_row(reading, number, proof, values, people, product, today) -> None:
    facts, shown, ignored = {}, [], []
    for column, cell in values.items():
        before = _shown(column.value(proof))
        if column is KEY or _text(cell) == before:
            continue
        if not column.field:
            ignored.append(str(column.title))
            continue
        value = _value(column, cell, people)
        if value != getattr(proof, column.field):
            facts[column.field] = value
            shown.append((str(column.title), before, _text(cell)))
    facts = check_plan(proof, product, facts, today)
    if ignored:
        reading.ignored.append((number, ignored))
    if facts:
        reading.changes.append(RowChange(number, proof, facts, shown))


def _shown(value) -> str:
    """Return a value as the cell that holds it would be read."""
    return clean_text(as_text(value))


def _value(column: Column, cell, people: dict):
    """Return what an editable cell says; `Invalid` with a sentence when it cannot be."""
    text = _text(cell)
    if cell.data_type == "f":
        raise Invalid(
            _("« %(title)s » contient une formule : écrivez sa valeur.") % {"title": column.title}
        )
    if column.field == "comment":
        return text
    if not text:
        return None
    if column.field == "target_on":
        return _day(cell.value, text)
    person = people.get(text.casefold())
    if person is None:
        raise Invalid(
            _("« %(text)s » n’est l’adresse de personne qui puisse agir sur ce produit.")
            % {"text": text[:80]}
        )
    return person


def _day(value, text: str) -> date:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    for form in DAYS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day, not a moment
        except ValueError:
            continue
    raise Invalid(
        _("« %(text)s » n’est pas une date : écrivez-la jour/mois/année.") % {"text": text[:40]}
    )
