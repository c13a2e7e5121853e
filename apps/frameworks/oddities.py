"""Oddities of an import, gathered by kind for people."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.frameworks.rem import Oddity

TITLES = {
    "blank_cleaned": _("Blancs retirés d’un identifiant"),
    "chapter_missing": _("Exigence sans chapitre"),
    "conditional_unknown": _("Caractère conditionnel illisible"),
    "excel_error": _("Erreur d’Excel dans une cellule"),
    "formula_without_value": _("Formule sans valeur"),
    "header_repeated": _("Ligne de titres répétée"),
    "kind_missing": _("Exigence sans nature"),
    "kind_unknown": _("Nature inconnue"),
    "profile_column_missing": _("Pas de colonne Profil"),
    "profile_missing": _("Exigence sans profil"),
    "profile_too_long": _("Profil très long"),
    "proof_number_missing": _("Preuve sans numéro"),
    "proof_number_reused": _("Numéro de deux preuves différentes"),
    "proof_number_shared": _("Numéro de preuve pour deux scénarios"),
    "proof_repeated": _("Preuve citée deux fois"),
    "proof_text_missing": _("Preuve sans texte"),
    "proof_without_scenario": _("Preuve sans scénario"),
    "reference_carried": _("Ligne rattachée à celle du dessus"),
    "reference_case": _("Identifiants à la casse près"),
    "reference_missing": _("Ligne sans identifiant"),
    "reference_too_long": _("Identifiant très long"),
    "requirement_without_scenario": _("Exigence sans scénario"),
    "rows_disagree": _("Lignes qui se contredisent"),
    "scenario_number_missing": _("Scénario sans numéro"),
    "scenario_shared": _("Numéro de scénario pour deux exigences"),
    "scenario_text_missing": _("Scénario sans texte"),
    "scenario_texts_disagree": _("Scénario à deux textes"),
    "scenario_without_proof": _("Scénario sans preuve"),
    "scenarios_absent": _("Classeur sans scénario"),
    "sheet_hidden": _("Feuille masquée"),
    "sheet_passed_over": _("Feuille laissée de côté"),
    "statement_missing": _("Exigence sans énoncé"),
    "text_cut": _("Texte coupé"),
}


@dataclass(frozen=True)
class OddityGroup:
    """The oddities of one kind, in the order of the sheet."""

    code: str
    title: str | Promise
    items: list[Oddity]


def stored(rows: list[dict]) -> list[Oddity]:
    """Return the oddities that a version keeps as JSON."""
    return [Oddity(row["row"], row["code"], row["message"]) for row in rows]


def grouped(oddities: Iterable[Oddity]) -> list[OddityGroup]:
    """Return the oddities by kind, the most frequent kind first."""
    found: dict[str, list[Oddity]] = {}
    for oddity in oddities:
        found.setdefault(oddity.code, []).append(oddity)
    groups = [OddityGroup(code, TITLES[code], items) for code, items in found.items()]
    return sorted(groups, key=lambda group: -len(group.items))
