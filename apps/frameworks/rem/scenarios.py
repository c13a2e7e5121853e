"""The scenarios and proofs of a workbook, collected row by row with their oddities."""

from collections import defaultdict
from dataclasses import replace

from apps.frameworks.rem.cells import same_words
from apps.frameworks.rem.model import ParsedProof, ParsedScenario
from apps.frameworks.rem.oddities import Oddities
from apps.frameworks.rem.row import EXCERPT, RowView

NO_NUMBER = "—"


class ScenarioBook:
    """(requirement, scenario) pairs and proof cells, in the order of the file."""

    def __init__(self, oddities: Oddities):
        self._oddities = oddities
        self._scenarios: dict[tuple[str, str, str], ParsedScenario] = {}
        self._owners: dict[str, tuple[str, int]] = {}
        self._with_proof: set[tuple[str, str, str]] = set()
        self._by_number: dict[str, list[ParsedProof]] = defaultdict(list)
        self._last: dict[str, tuple[str, str, str]] = {}
        self.proofs: list[ParsedProof] = []

    @property
    def scenarios(self) -> tuple[ParsedScenario, ...]:
        return tuple(self._scenarios.values())

    def add_row(self, view: RowView, requirement: str, profile: str, *, carried: bool) -> None:
        """Read the scenario and the proofs of one row of `requirement`.

        On a row `carried` from the requirement above (merged cells), proofs without a scenario
        belong to the last one.
        """
        key = self._add_scenario(view, requirement)
        history_profile = view.label("history_profile")
        for number, text in view.proofs():
            if key is None and carried:
                key = self._last.get(requirement)
            _requirement, scenario, scenario_text = key or (requirement, "", "")
            proof = ParsedProof(
                requirement=requirement,
                scenario=scenario,
                scenario_text=scenario_text,
                reference=number,
                text=text,
                profile=profile,
                history_profile=history_profile,
                order=len(self.proofs) + 1,
                row_number=view.number,
            )
            self._check_proof(proof, key)
            self.proofs.append(proof)
            if key:
                self._with_proof.add(key)

    def requirements(self) -> set[str]:
        """The references that have at least one scenario."""
        return {requirement for requirement, _reference, _text in self._scenarios}

    def note_empty_scenarios(self) -> None:
        """Once every row is read: the scenarios that ask for no proof."""
        for key, scenario in self._scenarios.items():
            if key not in self._with_proof:
                self._oddities.note(
                    scenario.row_number,
                    "scenario_without_proof",
                    scenario=scenario.reference or NO_NUMBER,
                    requirement=scenario.requirement,
                )

    def _add_scenario(self, view: RowView, requirement: str):
        reference = view.identifier("scenario_reference")
        text = view.text("scenario")
        if not reference and not text:
            return None
        key = (requirement, reference, "" if reference else text)
        self._last[requirement] = key
        known = self._scenarios.get(key)
        if known is None:
            self._scenarios[key] = ParsedScenario(
                requirement=requirement,
                reference=reference,
                text=text,
                order=len(self._scenarios) + 1,
                row_number=view.number,
            )
            self._check_scenario(self._scenarios[key])
        elif text and not known.text:
            self._scenarios[key] = replace(known, text=text)
        elif text and not same_words(text, known.text):
            self._oddities.note(
                view.number,
                "scenario_texts_disagree",
                scenario=reference,
                requirement=requirement,
                first=known.row_number,
            )
        return key

    def _check_scenario(self, scenario: ParsedScenario) -> None:
        row, requirement = scenario.row_number, scenario.requirement
        if not scenario.reference:
            self._oddities.note(
                row,
                "scenario_number_missing",
                requirement=requirement,
                start=scenario.text[:EXCERPT],
            )
            return
        if not scenario.text:
            self._oddities.note(row, "scenario_text_missing", scenario=scenario.reference)
        other, first = self._owners.setdefault(scenario.reference, (requirement, row))
        if other != requirement:
            self._oddities.note(
                row,
                "scenario_shared",
                scenario=scenario.reference,
                other=other,
                first=first,
                requirement=requirement,
            )

    def _check_proof(self, proof: ParsedProof, key) -> None:
        note = self._oddities.note
        if key is None:
            note(
                proof.row_number,
                "proof_without_scenario",
                proof=proof.reference or NO_NUMBER,
                requirement=proof.requirement,
            )
        if not proof.reference:
            note(
                proof.row_number,
                "proof_number_missing",
                requirement=proof.requirement,
                start=proof.text[:EXCERPT],
            )
            return
        if not proof.text:
            note(proof.row_number, "proof_text_missing", proof=proof.reference)
        self._check_repeats(proof)
        self._by_number[proof.reference].append(proof)

    def _check_repeats(self, proof: ParsedProof) -> None:
        earlier = self._by_number[proof.reference]
        if not earlier:
            return
        same = [other for other in earlier if _scenario_key(other) == _scenario_key(proof)]
        if any(same_words(other.text, proof.text) for other in same):
            code = "proof_repeated"
        else:
            code = "proof_number_reused" if same else "proof_number_shared"
        first = (same or earlier)[0]
        self._oddities.note(
            proof.row_number,
            code,
            proof=proof.reference,
            scenario=proof.scenario or NO_NUMBER,
            other=first.scenario or NO_NUMBER,
            first=first.row_number,
        )


def _scenario_key(proof: ParsedProof) -> tuple[str, str, str]:
    return (proof.requirement, proof.scenario, proof.scenario_text)
