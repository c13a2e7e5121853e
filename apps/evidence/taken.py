"""Who took which file, and when: lines that are only ever added."""

from datetime import datetime, timedelta

from apps.evidence.models import Download, EvidenceVersion

ONE_TAKING = timedelta(minutes=10)
"""A browser asks for the pages of one file several times over: that is one line."""


def note_download(version: EvidenceVersion, *, by, inline: bool, now: datetime) -> None:
    """Note that `by` took this version; `inline`: to look at it in the browser."""
    facts = {"version": version, "person": by, "inline": inline}
    if not Download.objects.filter(**facts, at__gt=now - ONE_TAKING).exists():
        Download.objects.create(**facts, at=now)


def downloads_of(evidence):
    """Return who took any version of a document, the latest first."""
    lines = Download.objects.filter(version__evidence=evidence)
    return lines.select_related("person", "version").order_by("-pk")
