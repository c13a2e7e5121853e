"""The oddities a workbook may hold: one code and one French sentence each."""

from django.utils.translation import gettext_lazy as _

from apps.frameworks.rem.model import Oddity

MESSAGES = {
    "blank_cleaned": _(
        "Espaces superflus ou insécables retirés de l’identifiant « %(value)s » "
        "(colonne « %(column)s »)."
    ),
    "chapter_missing": _("L’exigence %(requirement)s n’a pas de chapitre."),
    "conditional_unknown": _(
        "Exigence %(requirement)s : « %(value)s » n’est ni OUI ni NON dans la colonne des "
        "exigences conditionnelles ; le profil décide."
    ),
    "excel_error": _(
        "La cellule de la colonne « %(column)s » contient l’erreur Excel %(value)s : elle est "
        "lue comme vide."
    ),
    "formula_without_value": _(
        "La formule de la colonne « %(column)s » n’a pas de valeur enregistrée : la cellule est "
        "lue comme vide."
    ),
    "header_repeated": _("La ligne de titres est répétée : cette ligne est ignorée."),
    "kind_missing": _(
        "L’exigence %(requirement)s n’a pas de nature : %(kind)s est déduit de son énoncé."
    ),
    "kind_unknown": _(
        "Exigence %(requirement)s : nature inconnue « %(value)s » ; %(kind)s est déduit de son "
        "énoncé."
    ),
    "profile_column_missing": _(
        "Aucune colonne Profil : toutes les exigences reçoivent le profil Général."
    ),
    "profile_missing": _("L’exigence %(requirement)s n’a pas de profil : Général est retenu."),
    "profile_too_long": _(
        "Le profil « %(start)s… » compte %(length)d caractères, plus de %(limit)d."
    ),
    "proof_number_missing": _(
        "Une preuve de l’exigence %(requirement)s n’a pas de numéro : « %(start)s »."
    ),
    "proof_number_reused": _(
        "Le numéro de preuve %(proof)s désigne deux preuves différentes du scénario %(scenario)s "
        "(première fois en ligne %(first)d)."
    ),
    "proof_number_shared": _(
        "Le numéro de preuve %(proof)s sert à deux scénarios : %(other)s (ligne %(first)d) et "
        "%(scenario)s."
    ),
    "proof_repeated": _(
        "La preuve %(proof)s est citée deux fois dans le scénario %(scenario)s (première fois en "
        "ligne %(first)d)."
    ),
    "proof_text_missing": _("La preuve %(proof)s n’a pas de texte."),
    "proof_without_scenario": _(
        "La preuve %(proof)s de l’exigence %(requirement)s n’a pas de scénario."
    ),
    "reference_case": _(
        "Les identifiants %(requirement)s et %(other)s (ligne %(first)d) ne diffèrent que par les "
        "majuscules : ils sont lus comme deux exigences."
    ),
    "reference_carried": _(
        "Ligne sans identifiant : elle est rattachée à l’exigence %(requirement)s de la ligne "
        "au-dessus."
    ),
    "reference_missing": _(
        "Ligne sans identifiant d’exigence : elle est gardée telle quelle mais ne crée rien."
    ),
    "reference_too_long": _(
        "L’identifiant « %(start)s… » compte %(length)d caractères, plus de %(limit)d."
    ),
    "requirement_without_scenario": _("L’exigence %(requirement)s n’a aucun scénario."),
    "rows_disagree": _(
        "L’exigence %(requirement)s occupe plusieurs lignes qui se contredisent (%(columns)s) : "
        "la première, ligne %(first)d, est retenue."
    ),
    "scenario_number_missing": _(
        "Un scénario de l’exigence %(requirement)s n’a pas de numéro : « %(start)s »."
    ),
    "scenario_shared": _(
        "Le numéro de scénario %(scenario)s sert à deux exigences : %(other)s (ligne %(first)d) "
        "et %(requirement)s."
    ),
    "scenario_text_missing": _("Le scénario %(scenario)s n’a pas de texte."),
    "scenario_texts_disagree": _(
        "Le scénario %(scenario)s de l’exigence %(requirement)s a deux textes différents : celui "
        "de la ligne %(first)d est retenu."
    ),
    "scenario_without_proof": _(
        "Le scénario %(scenario)s de l’exigence %(requirement)s ne demande aucune preuve."
    ),
    "scenarios_absent": _(
        "Aucune exigence n’a de scénario : ce classeur ne donne que des énoncés."
    ),
    "sheet_hidden": _("La feuille lue, « %(sheet)s », est masquée dans le classeur."),
    "sheet_passed_over": _(
        "La feuille « %(other)s » a aussi des titres d’exigences : elle n’est pas lue, seule "
        "« %(sheet)s » l’est."
    ),
    "statement_missing": _("L’exigence %(requirement)s n’a pas d’énoncé."),
}


class Oddities:
    """Collects oddities in the order of the sheet; the same one is noted once per key."""

    def __init__(self):
        self._found: list[Oddity] = []
        self._keys = set()

    def note(self, row: int, code: str, *, once=None, **words) -> None:
        """Note `code` on sheet row `row`; with `once`, only the first time for this key."""
        if once is not None:
            if (code, once) in self._keys:
                return
            self._keys.add((code, once))
        self._found.append(Oddity(row, code, str(MESSAGES[code]) % words))

    def in_order(self) -> tuple[Oddity, ...]:
        return tuple(sorted(self._found, key=lambda oddity: oddity.row))
