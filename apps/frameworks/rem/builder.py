"""Builds the requirements of a workbook row by row, whatever the layout."""

from apps.frameworks.rem.cells import fold, same_words
from apps.frameworks.rem.headers import HeaderMap
from apps.frameworks.rem.kinds import kind_from_nature, kind_from_statement, yes_or_no
from apps.frameworks.rem.model import (
    GENERAL_PROFILE,
    ParsedChapter,
    ParsedRequirement,
    ParsedRow,
    ParsedWorkbook,
)
from apps.frameworks.rem.oddities import Oddities
from apps.frameworks.rem.row import EXCERPT, RowReader, RowView
from apps.frameworks.rem.scenarios import ScenarioBook

MAX_PROFILE = 100
# What must be the same on every row of one requirement.
COMPARED = ("chapter", "function", "statement", "kind", "profile", "perimeter", "criticality")


class WorkbookBuilder:
    """Takes the rows of one sheet in order, then gives the ParsedWorkbook."""

    def __init__(self, header: HeaderMap, oddities: Oddities, formulas: frozenset = frozenset()):
        self._header = header
        self._oddities = oddities
        self._reader = RowReader(header, oddities, formulas)
        self._rows: list[ParsedRow] = []
        self._chapters: dict[str, ParsedChapter] = {}
        self._profiles: dict[str, None] = {}
        self._requirements: dict[str, ParsedRequirement] = {}
        self._first_rows: dict[str, RowView] = {}
        self._folded: dict[str, str] = {}
        self._book = ScenarioBook(oddities)
        self._above = ""

    @property
    def row_count(self) -> int:
        return len(self._rows)

    @property
    def requirement_count(self) -> int:
        return len(self._requirements)

    def add_row(self, number: int, cells: tuple) -> None:
        """Take one row of the sheet; empty rows and repeated titles leave nothing behind."""
        view = self._reader.read(number, cells)
        if view is None:
            return
        if self._reader.is_header(view):
            self._oddities.note(number, "header_repeated")
            return
        self._rows.append(view.parsed())
        reference = view.identifier("reference")
        carried = not reference and self._belongs_above(view)
        if carried:
            reference = self._above
            self._oddities.note(number, "reference_carried", requirement=reference)
        self._above = reference
        if not reference:
            self._oddities.note(number, "reference_missing")
            return
        profile = self._profile(view, reference, carried=carried)
        if reference in self._requirements:
            self._compare(view, reference)
            self._chapter(view)
        else:
            self._add_requirement(view, reference, profile)
        self._book.add_row(view, reference, profile, carried=carried)

    def finish(self, *, filename: str, layout: str, sheet: str) -> ParsedWorkbook:
        """Note what only the whole sheet tells, and hand everything over."""
        self._note_without_scenario()
        self._book.note_empty_scenarios()
        return ParsedWorkbook(
            filename=filename,
            layout=layout,
            sheet=sheet,
            header_row=self._header.row_number,
            headers=self._header.titles,
            rows=tuple(self._rows),
            chapters=tuple(self._chapters.values()),
            profiles=tuple(self._profiles),
            requirements=tuple(self._requirements.values()),
            scenarios=self._book.scenarios,
            proofs=tuple(self._book.proofs),
            oddities=self._oddities.in_order(),
        )

    def _note_without_scenario(self) -> None:
        """One line for a file of statements alone, else one for each requirement."""
        with_scenario = self._book.requirements()
        if not with_scenario:
            self._oddities.note(self._header.row_number, "scenarios_absent")
            return
        for requirement in self._requirements.values():
            if requirement.reference not in with_scenario:
                self._oddities.note(
                    requirement.row_number,
                    "requirement_without_scenario",
                    requirement=requirement.reference,
                )

    def _belongs_above(self, view: RowView) -> bool:
        """A row without a reference, below a requirement, that brings a scenario or a proof."""
        if not self._above:
            return False
        statement = view.text("statement")
        if statement and not same_words(statement, self._requirements[self._above].statement):
            return False
        return bool(
            view.label("scenario_reference") or view.label("scenario") or any(view.proofs())
        )

    def _add_requirement(self, view: RowView, reference: str, profile: str) -> None:
        statement = view.text("statement")
        chapter = self._chapter(view)
        if not statement:
            self._oddities.note(view.number, "statement_missing", requirement=reference)
        if not chapter:
            self._oddities.note(view.number, "chapter_missing", requirement=reference)
        self._check_case(view.number, reference)
        self._first_rows[reference] = view
        self._requirements[reference] = ParsedRequirement(
            reference=reference,
            chapter=chapter,
            function=view.label("function"),
            statement=statement,
            comment=view.text("comment"),
            kind=self._kind(view, reference, statement),
            profile=profile,
            perimeter=view.label("perimeter"),
            criticality=view.label("criticality"),
            order=len(self._requirements) + 1,
            publication_status=view.label("publication_status"),
            previous_wave_reference=view.identifier("previous_wave_reference"),
            conditional=self._conditional(view, reference, profile),
            row_number=view.number,
        )

    def _chapter(self, view: RowView) -> str:
        code = view.label("chapter_code")
        label = view.label("chapter") or code
        if label and label not in self._chapters:
            self._chapters[label] = ParsedChapter(code, label, len(self._chapters) + 1)
        return label

    def _profile(self, view: RowView, reference: str, *, carried: bool) -> str:
        label = view.label("profile")
        if not label and carried:
            return self._requirements[reference].profile
        if not label and "profile" in self._header.columns:
            self._oddities.note(
                view.number, "profile_missing", once=reference, requirement=reference
            )
        if not label or fold(label) == fold(GENERAL_PROFILE):
            label = GENERAL_PROFILE
        if len(label) > MAX_PROFILE:
            self._oddities.note(
                view.number,
                "profile_too_long",
                once=label,
                start=label[:EXCERPT],
                length=len(label),
                limit=MAX_PROFILE,
            )
        self._profiles.setdefault(label)
        return label

    def _kind(self, view: RowView, reference: str, statement: str) -> str:
        deduced = kind_from_statement(statement)
        if "kind" not in self._header.columns:
            return deduced
        nature = view.label("kind")
        kind = kind_from_nature(nature)
        if kind:
            return kind
        code = "kind_unknown" if nature else "kind_missing"
        self._oddities.note(view.number, code, requirement=reference, value=nature, kind=deduced)
        return deduced

    def _conditional(self, view: RowView, reference: str, profile: str) -> bool:
        """The older layout says it; elsewhere a requirement depends on its profile."""
        word = view.label("conditional")
        answer = yes_or_no(word)
        if answer is not None:
            return answer
        if word:
            self._oddities.note(
                view.number, "conditional_unknown", requirement=reference, value=word[:EXCERPT]
            )
        return profile != GENERAL_PROFILE

    def _compare(self, view: RowView, reference: str) -> None:
        first = self._first_rows[reference]
        differing = [
            self._reader.title(self._header.columns[name])
            for name in COMPARED
            if name in self._header.columns
            and (text := view.text(name))
            and not same_words(text, first.text(name))
        ]
        if differing:
            self._oddities.note(
                view.number,
                "rows_disagree",
                requirement=reference,
                columns=", ".join(differing),
                first=first.number,
            )

    def _check_case(self, row: int, reference: str) -> None:
        other = self._folded.setdefault(reference.casefold(), reference)
        if other != reference:
            self._oddities.note(
                row,
                "reference_case",
                requirement=reference,
                other=other,
                first=self._requirements[other].row_number,
            )
