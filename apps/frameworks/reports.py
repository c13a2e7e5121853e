"""What an import tells: counts, layout and oddities, whether or not it wrote anything."""

from dataclasses import dataclass

from apps.frameworks.comparison import Change, Comparison
from apps.frameworks.models import CatalogVersion
from apps.frameworks.rem import Counts, Oddity
from apps.frameworks.states import Layout


@dataclass(frozen=True)
class ImportReport:
    """The result of `import_workbook`; `version` is None after a dry run.

    `chapters`: (name, requirements, proofs) in the order of the sheet. `same_content`: labels of
    the versions of this catalogue that were read from the very same file. `comparison`: what a dry
    run would change since `latest`, the last version of the catalogue; both None without one.
    """

    code: str
    label: str
    new_catalog: bool
    filename: str
    sha256: str
    layout: Layout
    sheet: str
    header_row: int
    counts: Counts
    chapters: tuple[tuple[str, int, int], ...]
    profiles: tuple[str, ...]
    oddities: tuple[Oddity, ...]
    same_content: tuple[str, ...]
    version: CatalogVersion | None = None
    latest: CatalogVersion | None = None
    comparison: Comparison | None = None

    @property
    def changes(self) -> list[Change]:
        """Return what a dry run would change, requirement by requirement."""
        return self.comparison.of_kind("") if self.comparison else []
