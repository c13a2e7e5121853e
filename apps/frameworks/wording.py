"""The figures of a catalogue in words, the same on pages and on the command line."""

from collections.abc import Mapping

from django.utils.translation import ngettext

from apps.frameworks.states import ChangeKind

ALL = ("rows", "requirements", "scenarios", "proofs", "chapters", "profiles")
SHORT = ("requirements", "proofs", "chapters")


def figures(counts: Mapping[str, int], names: tuple[str, ...] = ALL) -> list[str]:
    """Return "262 lignes", "227 exigences"… for these names; a missing count is 0.

    >>> figures({"rows": 262, "profiles": 1}, ("rows", "profiles"))
    ['262 lignes', '1 profil']
    """
    words = {
        "rows": lambda n: ngettext("%(n)d ligne", "%(n)d lignes", n),
        "requirements": lambda n: ngettext("%(n)d exigence", "%(n)d exigences", n),
        "scenarios": lambda n: ngettext("%(n)d scénario", "%(n)d scénarios", n),
        "proofs": lambda n: ngettext("%(n)d preuve", "%(n)d preuves", n),
        "chapters": lambda n: ngettext("%(n)d chapitre", "%(n)d chapitres", n),
        "profiles": lambda n: ngettext("%(n)d profil", "%(n)d profils", n),
        "oddities": lambda n: ngettext("%(n)d particularité", "%(n)d particularités", n),
    }
    return [words[name](counts.get(name, 0)) % {"n": counts.get(name, 0)} for name in names]


def count_changes(kind: ChangeKind, n: int) -> str:
    """Return how many requirements changed in that way: « 1 ajoutée », « 3 ajoutées »."""
    said = {
        ChangeKind.ADDED: ngettext("%(n)d ajoutée", "%(n)d ajoutées", n),
        ChangeKind.REMOVED: ngettext("%(n)d retirée", "%(n)d retirées", n),
        ChangeKind.REWORDED: ngettext("%(n)d reformulée", "%(n)d reformulées", n),
        ChangeKind.MOVED: ngettext("%(n)d déplacée", "%(n)d déplacées", n),
        ChangeKind.KEPT: ngettext("%(n)d gardée", "%(n)d gardées", n),
    }
    return said[kind] % {"n": n}
