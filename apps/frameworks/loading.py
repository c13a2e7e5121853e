"""From a read workbook to rows of the database, cut to what the columns hold.

`Loader` builds everything in memory first, so that a dry run notes the same oddities as an import;
`save` then writes each table in one go.
"""

import re
from collections import defaultdict
from dataclasses import asdict

from django.utils.translation import gettext as _

from apps.core.refusals import Invalid
from apps.frameworks.comparison import RequirementLine
from apps.frameworks.lines import line_of
from apps.frameworks.models import (
    CatalogChapter,
    CatalogProof,
    CatalogRow,
    CatalogVersion,
    ConformityScenario,
    Profile,
    Requirement,
)
from apps.frameworks.rem import GENERAL_PROFILE, PRECONISATION, Oddity, ParsedWorkbook
from apps.frameworks.rem.cells import fold_clean
from apps.frameworks.states import RequirementKind

NO_CHAPTER = "Sans chapitre"
BATCH = 500
# PostgreSQL stores neither of them; the reader cleans its fields, not the rows kept as they stand.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str, limit: int | None = None) -> str:
    """Return the text without the characters that a database refuses, at most `limit` of them."""
    return (text if text.isprintable() else UNSTORABLE.sub("", text))[:limit]


class Loader:
    """The rows of one version, built from `parsed`; `oddities` are the reader's and its own."""

    def __init__(self, version: CatalogVersion, parsed: ParsedWorkbook):
        self._version = version
        self._parsed = parsed
        self._cuts: list[Oddity] = []
        self._rows = [self._row(one) for one in parsed.rows]
        self._chapters: dict[str, CatalogChapter] = {}
        self._profiles: dict[str, Profile] = {}
        for one in parsed.chapters:
            self._chapter(one.label, one.code)
        for name in parsed.profiles:
            self._profile(name)
        self._requirements: dict[str, Requirement] = {}
        for one in parsed.requirements:
            self._requirements[one.reference] = self._requirement(one)
        self._scenarios = {
            (one.requirement, one.reference, "" if one.reference else one.text): self._scenario(one)
            for one in parsed.scenarios
        }
        self._proofs = [self._proof(one) for one in parsed.proofs]
        self._refuse_twins()
        self._fill_search()

    @property
    def oddities(self) -> list[Oddity]:
        """Return what a person should look at, in the order of the sheet."""
        found = [*self._parsed.oddities, *self._cuts]
        return sorted(found, key=lambda oddity: oddity.row)

    @property
    def chapters(self) -> list[tuple[str, int, int]]:
        """Return (chapter, requirements, proofs), in the order of the sheet."""
        sizes = {name: [0, 0] for name in self._chapters}
        for one in self._requirements.values():
            sizes[one.chapter.name][0] += 1
        for proof in self._proofs:
            sizes[proof.requirement.chapter.name][1] += 1
        return [(name, *pair) for name, pair in sizes.items()]

    @property
    def profiles(self) -> list[str]:
        """Return the names of the profiles, in the order of the sheet."""
        return list(self._profiles)

    @property
    def lines(self) -> list[RequirementLine]:
        """Return the requirements as a comparison reads them, before anything is written."""
        scenarios, proofs = defaultdict(list), defaultdict(list)
        for one in self._scenarios.values():
            scenarios[one.requirement.reference].append(one)
        for one in self._proofs:
            proofs[one.requirement.reference].append(one)
        return [
            line_of(one, scenarios[one.reference], proofs[one.reference])
            for one in self._requirements.values()
        ]

    def save(self) -> None:
        """Write the version, then each table at once; to be called in a transaction."""
        oddities = self.oddities
        self._version.oddities = [
            asdict(one) | {"message": storable(one.message)} for one in oddities
        ]
        self._version.counts = asdict(self._parsed.counts) | {"oddities": len(oddities)}
        self._version.save()
        for model, rows in (
            (CatalogRow, self._rows),
            (CatalogChapter, self._chapters.values()),
            (Profile, self._profiles.values()),
            (Requirement, self._requirements.values()),
            (ConformityScenario, self._scenarios.values()),
            (CatalogProof, self._proofs),
        ):
            model.objects.bulk_create(rows, batch_size=BATCH)

    def _row(self, one) -> CatalogRow:
        cells = [[title, storable(text)] for title, text in one.cells.items()]
        return CatalogRow(version=self._version, number=one.row_number, cells=cells)

    def _chapter(self, label: str, code: str = "", row: int = 0) -> CatalogChapter:
        name = self._cut(CatalogChapter, "name", label or NO_CHAPTER, row)
        if name not in self._chapters:
            self._chapters[name] = CatalogChapter(
                version=self._version,
                code=self._cut(CatalogChapter, "code", code, row),
                name=name,
                order=len(self._chapters) + 1,
            )
        return self._chapters[name]

    def _profile(self, label: str, row: int = 0) -> Profile:
        name = self._cut(Profile, "name", label, row)
        if name not in self._profiles:
            self._profiles[name] = Profile(
                version=self._version, name=name, always=name == GENERAL_PROFILE
            )
        return self._profiles[name]

    def _requirement(self, one) -> Requirement:
        cut = {
            name: self._cut(Requirement, name, getattr(one, name), one.row_number)
            for name in (
                "reference",
                "perimeter",
                "criticality",
                "publication_status",
                "previous_wave_reference",
            )
        }
        optional = one.kind == PRECONISATION
        return Requirement(
            version=self._version,
            chapter=self._chapter(one.chapter, row=one.row_number),
            profile=self._profile(one.profile, one.row_number),
            conditional=one.conditional,
            kind=RequirementKind.PRECONISATION if optional else RequirementKind.EXIGENCE,
            function=one.function,
            statement=one.statement,
            comment=one.comment,
            order=one.order,
            row_number=one.row_number,
            **cut,
        )

    def _scenario(self, one) -> ConformityScenario:
        return ConformityScenario(
            requirement=self._requirements[one.requirement],
            reference=self._cut(ConformityScenario, "reference", one.reference, one.row_number),
            text=one.text,
            order=one.order,
            row_number=one.row_number,
        )

    def _proof(self, one) -> CatalogProof:
        key = (one.requirement, one.scenario, "" if one.scenario else one.scenario_text)
        return CatalogProof(
            version=self._version,
            requirement=self._requirements[one.requirement],
            scenario=self._scenarios.get(key),
            profile=self._profile(one.profile, one.row_number),
            reference=self._cut(CatalogProof, "reference", one.reference, one.row_number),
            text=one.text,
            order=one.order,
            row_number=one.row_number,
        )

    def _cut(self, model, name: str, text: str, row: int) -> str:
        """Return what the column holds of the text, and note where the rest was left."""
        field = model._meta.get_field(name)
        if len(text) > field.max_length and row:
            message = _(
                "« %(start)s… » (%(model)s, %(field)s) compte %(length)d caractères : coupé à "
                "%(limit)d dans le catalogue, entier dans la ligne d’origine."
            ) % {
                "start": text[:40],
                "model": model._meta.verbose_name,
                "field": field.verbose_name,
                "length": len(text),
                "limit": field.max_length,
            }
            noted = Oddity(row, "text_cut", message)
            if noted not in self._cuts:
                self._cuts.append(noted)
        return text[: field.max_length]

    def _refuse_twins(self) -> None:
        """Two references that only differ beyond what the column holds cannot both be kept."""
        seen: dict[str, Requirement] = {}
        for one in self._requirements.values():
            other = seen.setdefault(one.reference, one)
            if other is not one:
                raise Invalid(
                    _(
                        "Les identifiants des lignes %(first)d et %(second)d ne diffèrent qu’après "
                        "leur %(limit)de caractère : raccourcissez-les, puis importez de nouveau."
                    )
                    % {
                        "first": other.row_number,
                        "second": one.row_number,
                        "limit": Requirement._meta.get_field("reference").max_length,
                    },
                    field="upload",
                )

    def _fill_search(self) -> None:
        words: dict[str, list[str]] = {
            key: [one.reference, one.chapter.name, one.function, one.statement, one.comment]
            for key, one in self._requirements.items()
        }
        for one in self._parsed.scenarios:
            words[one.requirement] += [one.reference, one.text]
        for one in self._parsed.proofs:
            words[one.requirement] += [one.reference, one.text]
        for key, texts in words.items():
            self._requirements[key].search_text = fold_clean(" ".join(texts))
