"""A table that somebody pasted: lines of number, verdict and ground, read as people write them."""

import csv
import io
from dataclasses import dataclass

from apps.dossiers.states import ProofState
from apps.frameworks.rem.cells import clean_label, clean_text, fold

LONGEST_TEXT = 100_000
MOST_LINES = 1000
NUMBER, VERDICT, GROUND = range(3)
HEADINGS = {
    NUMBER: ("preuve", "numero", "n°", "no", "reference", "chapitre", "exigence"),
    VERDICT: ("verdict", "statut", "resultat", "avis", "conclusion", "etat", "decision"),
    GROUND: ("motif", "commentaire", "remarque", "observation", "justification", "raison"),
}
OUTCOMES = {
    ProofState.CONFORME: ("conforme", "ok", "oui", "valide", "validee", "accepte", "acceptee", "c"),
    ProofState.KO: ("ko", "non conforme", "nok", "nc", "refuse", "refusee", "rejete", "rejetee"),
    ProofState.INCOMPLETE: ("incomplete", "incomplet", "a completer", "partiel", "partielle"),
}
"""The words of each verdict, without accents or capitals."""
WORDS = {word: outcome for outcome, words in OUTCOMES.items() for word in words}


@dataclass(frozen=True)
class PastedLine:
    """One line: where it begins in the text (from 1), its three cells as they were written."""

    line: int
    number: str
    verdict: str
    ground: str

    @property
    def outcome(self) -> ProofState | None:
        """Return the verdict, None for a word that is none."""
        return WORDS.get(fold(self.verdict).replace("-", " ").strip(" ."))


def read_table(text: str) -> list[PastedLine]:
    """Return the lines of a pasted table, blank ones and the heading left out.

    Cells are parted by tabs, or by semicolons when there is no tab; a cell in quotes may hold
    both, and line breaks. A heading may give the columns in another order.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    quoting = csv.QUOTE_NONE if text.count('"') % 2 else csv.QUOTE_MINIMAL
    delimiter = "\t" if "\t" in text else ";"
    rows = csv.reader(io.StringIO(text), delimiter=delimiter, quoting=quoting)
    columns, found, begins = None, [], 1
    for row in rows:
        line, begins = begins, rows.line_num + 1
        cells = [clean_text(cell) for cell in row]
        if not any(cells):
            continue
        if columns is None:
            columns = _columns(cells)
            if columns is not None:
                continue
            columns = {NUMBER: 0, VERDICT: 1, GROUND: 2}
        found.append(_line(line, cells, columns))
    return found


def folded_number(number: str) -> str:
    """Return a proof number as it is compared: any case, and `/`, `-`, `_` are one sign."""
    return fold(number).replace("/", "-").replace("_", "-").replace(" ", "")


def _columns(cells: list[str]) -> dict[int, int] | None:
    """Return {what: column} when these cells are a heading: two of them are known words."""
    found: dict[int, int] = {}
    for rank, cell in enumerate(cells):
        words = fold(cell).replace(".", " ").split()
        for what, names in HEADINGS.items():
            if what not in found and any(name in words for name in names):
                found[what] = rank
                break
    return found if {NUMBER, VERDICT} <= set(found) else None


def _line(line: int, cells: list[str], columns: dict[int, int]) -> PastedLine:
    def cell(what: int) -> str:
        rank = columns.get(what, len(cells))
        return cells[rank] if rank < len(cells) else ""

    return PastedLine(line, clean_label(cell(NUMBER)), clean_label(cell(VERDICT)), cell(GROUND))
