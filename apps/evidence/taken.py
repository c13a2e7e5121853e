"""Who took which file, and when: lines that are only ever added."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from apps.evidence.models import Download, EvidenceVersion
from apps.evidence.states import Origin

ONE_TAKING = timedelta(minutes=10)
"""A browser asks for the pages of one file several times over: that is one line."""
WITHIN = Download._meta.get_field("within").max_length


def note_download(
    version: EvidenceVersion, *, by, inline: bool, now: datetime, origin: str = Origin.DIRECT
) -> None:
    """Note that `by` took this version; `inline`: to look at it in the browser."""
    facts = {"version": version, "person": by, "inline": inline, "origin": origin}
    if not Download.objects.filter(**facts, at__gt=now - ONE_TAKING).exists():
        Download.objects.create(**facts, at=now)


def note_bundle(versions: Iterable[EvidenceVersion], *, by, within: str, now: datetime) -> None:
    """Note that `by` took all these versions at once, in the deposit that `within` names."""
    Download.objects.bulk_create(
        Download(
            version=version,
            person=by,
            inline=False,
            origin=Origin.BUNDLE,
            within=within[:WITHIN],
            at=now,
        )
        for version in dict.fromkeys(versions)
    )


def downloads_of(evidence):
    """Return who took any version of a document, the latest first."""
    return Download.objects.filter(version__evidence=evidence).for_display()
