"""Compare the vault with the database, byte by byte."""

from collections.abc import Callable
from dataclasses import dataclass, field

from apps.evidence import store
from apps.evidence.models import Blob


@dataclass
class Report:
    """Digests found `missing`, `altered`, or `unnamed` (a content that no row names)."""

    checked: int = 0
    missing: list[str] = field(default_factory=list)
    altered: list[str] = field(default_factory=list)
    unnamed: list[str] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """Return whether every row has its file, intact; an unnamed content harms nobody."""
        return not (self.missing or self.altered)


def verify_all(progress: Callable[[int], None] = lambda checked: None) -> Report:
    """Hash again every stored content and return what is wrong; nothing is changed.

    `progress` gets the number of contents checked so far. The disk is listed before the rows are
    read, so that a deposit under way is never taken for an unnamed content.
    """
    report = Report()
    on_disk = set(store.digests())
    named = set()
    for sha256, size in Blob.objects.values_list("sha256", "size").order_by("pk").iterator():
        named.add(sha256)
        try:
            intact = store.size_of(sha256) == size and store.verify(sha256)
        except FileNotFoundError:
            report.missing.append(sha256)
        except OSError:
            report.altered.append(sha256)
        else:
            if not intact:
                report.altered.append(sha256)
        report.checked += 1
        progress(report.checked)
    report.unnamed = sorted(on_disk - named)
    return report
