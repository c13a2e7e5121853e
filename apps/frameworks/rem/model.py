"""What a requirement workbook holds, once read: plain dataclasses, no database."""

from dataclasses import dataclass

PUBLISHED = "published"
CONVERGENCE = "convergence"
OLDER = "older"

EXIGENCE = "EXIGENCE"
PRECONISATION = "PRECONISATION"

GENERAL_PROFILE = "Général"


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """One data row as it stands in the sheet: column title → text, empty cells left out."""

    row_number: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class ParsedChapter:
    """A chapter (a section in the older layout, the only one that gives it a code)."""

    code: str
    label: str
    order: int


@dataclass(frozen=True, slots=True)
class ParsedRequirement:
    """One requirement, taken from its first row.

    `kind` is EXIGENCE or PRECONISATION; `chapter` is the label of a ParsedChapter or ""; `profile`
    is "Général" where the cell is empty; `order` is the rank in the file, from 1.
    """

    reference: str
    chapter: str
    function: str
    statement: str
    comment: str
    kind: str
    profile: str
    perimeter: str
    criticality: str
    order: int
    publication_status: str
    previous_wave_reference: str
    conditional: bool
    row_number: int


@dataclass(frozen=True, slots=True)
class ParsedScenario:
    """One (requirement, scenario) pair; `reference` is "" when the file gives only a text."""

    requirement: str
    reference: str
    text: str
    order: int
    row_number: int


@dataclass(frozen=True, slots=True)
class ParsedProof:
    """One proof cell. A number that stands twice in the file gives two entries.

    `scenario_text` tells apart the scenarios that have no number; `profile` is that of the proof's
    own row; `order` is the rank in the file, from 1.
    """

    requirement: str
    scenario: str
    scenario_text: str
    reference: str
    text: str
    profile: str
    history_profile: str
    order: int
    row_number: int


@dataclass(frozen=True, slots=True)
class Oddity:
    """Something a person should look at; it does not stop the import. `row` is the sheet's."""

    row: int
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Counts:
    """The figures printed after an import; `scenarios` counts (requirement, scenario) pairs."""

    rows: int
    requirements: int
    scenarios: int
    proofs: int
    chapters: int
    profiles: int


@dataclass(frozen=True, slots=True)
class ParsedWorkbook:
    """A whole workbook: every list is in the order of the file."""

    filename: str
    layout: str
    sheet: str
    header_row: int
    headers: tuple[str, ...]
    rows: tuple[ParsedRow, ...]
    chapters: tuple[ParsedChapter, ...]
    profiles: tuple[str, ...]
    requirements: tuple[ParsedRequirement, ...]
    scenarios: tuple[ParsedScenario, ...]
    proofs: tuple[ParsedProof, ...]
    oddities: tuple[Oddity, ...]

    @property
    def counts(self) -> Counts:
        return Counts(
            rows=len(self.rows),
            requirements=len(self.requirements),
            scenarios=len(self.scenarios),
            proofs=len(self.proofs),
            chapters=len(self.chapters),
            profiles=len(self.profiles),
        )
