"""The rule book: every delay of the project, with what starts it and where it comes from.

Nothing else in the project writes a number of days. Import the constant, or `rule(code)` when the
code comes from a row; print `Rule.phrase`, `Rule.label` and `Rule.source`.
"""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Unit = Literal["days", "months", "years", ""]
Kind = Literal["legal", "commitment", "estimate", "internal"]

_WORDS = {
    "days": ("jour calendaire", "jours calendaires"),
    "months": ("mois", "mois"),
    "years": ("an", "ans"),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One delay.

    `amount` counts in `unit` ("days", "months", "years"); a rule whose date is fixed case by case
    has no amount and the unit "". `kind` says how binding it is: "legal" (a text), "commitment"
    (announced by the authority), "estimate" (our reading, nothing published), "internal" (a target
    of the team). `label`, `starts` and `source` are French and ready to be shown.
    """

    code: str
    label: str
    amount: int | None
    unit: Unit
    starts: str
    source: str
    kind: Kind

    def __post_init__(self):
        fixed = self.amount is not None and self.amount > 0 and self.unit in _WORDS
        if not fixed and (self.amount is not None or self.unit != ""):
            raise ValueError(f"Rule {self.code!r}: amount and unit do not go together.")

    @property
    def phrase(self) -> str:
        """The delay in French words, "60 jours calendaires"; "" when the rule has no amount."""
        if self.amount is None:
            return ""
        singular, plural = _WORDS[self.unit]
        return f"{self.amount} {singular if self.amount == 1 else plural}"


REVIEW_PERIOD = Rule(
    code="ans_review",
    label="Décision de l’ANS attendue",
    amount=60,
    unit="days",
    starts="le dépôt de la dernière preuve attendue, hors allers-retours avec l’ANS",
    source="FAQ ANS, délai d’instruction d’un dossier complet",
    kind="commitment",
)
GENERAL_REVIEW_CEILING = Rule(
    code="general_review_ceiling",
    label="Durée maximale de la vérification de conformité",
    amount=6,
    unit="months",
    starts="le dépôt de la demande de certificat",
    source="Décret n° 2023-1315 du 27 décembre 2023",
    kind="legal",
)
RETURN_ANSWER = Rule(
    code="return_answer",
    label="Réponse à un retour de l’ANS",
    amount=14,
    unit="days",
    starts="le retour de l’ANS (preuve KO ou incomplète)",
    source="Objectif interne de l’équipe",
    kind="internal",
)
CNDA_EXPECTED_RETURN = Rule(
    code="cnda_expected_return",
    label="Retour du CNDA attendu",
    amount=None,
    unit="",
    starts="la date annoncée pour la demande",
    source="Date saisie sur la demande CNDA",
    kind="estimate",
)
CNDA_RECHECK = Rule(
    code="cnda_recheck",
    label="Statut CNDA à revérifier",
    amount=14,
    unit="days",
    starts="la dernière consultation de l’espace personnel CNDA",
    source="Objectif interne de l’équipe",
    kind="internal",
)
DSR_MILESTONE = Rule(
    code="dsr_milestone",
    label="Jalon du DSR",
    amount=None,
    unit="",
    starts="le calendrier publié du dispositif",
    source="DSR du couloir et du dispositif",
    kind="legal",
)
PROOF_FRESHNESS = Rule(
    code="proof_freshness",
    label="Ancienneté maximale du formulaire PASSI",
    amount=1,
    unit="years",
    starts="la date portée par le document, l’anniversaire étant déjà trop tard",
    source="FAQ ANS, formulaire de test d’intrusion Ségur",
    kind="commitment",
)
PROOF_TOO_OLD = Rule(
    code="proof_too_old",
    label="Preuve trop ancienne au dépôt prévu",
    amount=None,
    unit="",
    starts="la date portée par la preuve",
    source="FAQ ANS, formulaire de test d’intrusion Ségur",
    kind="commitment",
)
CERTIFICATE_VALIDITY = Rule(
    code="certificate_validity",
    label="Durée de validité d’un certificat IGC-Santé",
    amount=3,
    unit="years",
    starts="la délivrance du certificat",
    source="FAQ ANS, certificats IGC-Santé",
    kind="commitment",
)
CERTIFICATE_END = Rule(
    code="certificate_end",
    label="Fin de validité du certificat",
    amount=None,
    unit="",
    starts="la date de fin inscrite dans le certificat",
    source="FAQ ANS, certificats IGC-Santé",
    kind="commitment",
)
CERTIFICATE_RENEWAL_WINDOW = Rule(
    code="certificate_renewal",
    label="Certificat à renouveler",
    amount=60,
    unit="days",
    starts="la fin de validité du certificat, en remontant le temps",
    source="FAQ ANS, préavis de fin de certificat IGC-Santé",
    kind="commitment",
)
CHANGE_NOTIFICATION = Rule(
    code="change_notification",
    label="Modification à notifier à l’ANS",
    amount=15,
    unit="days",
    starts="l’impact établi sur la conformité ou, si elle est antérieure, la sortie de la version",
    source="FAQ ANS, modification d’un logiciel certifié",
    kind="commitment",
)
CHANGE_ASSESSMENT = Rule(
    code="change_assessment",
    label="Impact d’une modification à évaluer",
    amount=5,
    unit="days",
    starts="l’enregistrement de la modification",
    source="Objectif interne de l’équipe",
    kind="internal",
)
NEW_APPLICATION = Rule(
    code="new_application",
    label="Nouvelle demande à déposer",
    amount=1,
    unit="months",
    starts="la date de la demande de l’ANS",
    source="FAQ ANS, modification d’un logiciel certifié",
    kind="commitment",
)
FORMAL_NOTICE_MAXIMUM = Rule(
    code="formal_notice",
    label="Réponse à une mise en demeure",
    amount=6,
    unit="months",
    starts="la mise en demeure ; l’ANS peut fixer un délai plus court",
    source="CSP art. R.1470-9",
    kind="legal",
)
AWARD_CONTROL = Rule(
    code="award_control",
    label="Contrôle périodique du certificat ou du référencement",
    amount=None,
    unit="",
    starts="la date de contrôle portée par le certificat",
    source="CSP art. R.1470-7",
    kind="legal",
)
RECERTIFICATION = Rule(
    code="recertification",
    label="Nouveau certificat à demander",
    amount=None,
    unit="",
    starts="le délai fixé par l’arrêté qui approuve le nouveau référentiel",
    source="Arrêté d’approbation du référentiel",
    kind="legal",
)
CONFORMITY_AUDIT = Rule(
    code="conformity_audit",
    label="Audit de conformité",
    amount=None,
    unit="",
    starts="la date convenue avec l’auditeur",
    source="CSP art. R.1470-8",
    kind="commitment",
)
ORDER_FORM_VALIDITY = Rule(
    code="order_form",
    label="Bon de commande trop ancien au dépôt complet",
    amount=120,
    unit="days",
    starts="la signature du bon de commande",
    source="FAQ ANS, bons de commande signés avant le référencement",
    kind="commitment",
)
PROOF_TARGET = Rule(
    code="proof_target",
    label="Objectif interne d’une preuve",
    amount=None,
    unit="",
    starts="le jour que l’équipe se donne pour une preuve",
    source="Objectif interne de l’équipe",
    kind="internal",
)
CLOSED_IN_CALENDARS = Rule(
    code="closed_in_calendars",
    label="Échéance close encore annoncée aux agendas",
    amount=30,
    unit="days",
    starts="la clôture de l’échéance",
    source="Objectif interne de l’équipe",
    kind="internal",
)

DEADLINE_RULES: tuple[Rule, ...] = (
    REVIEW_PERIOD,
    RETURN_ANSWER,
    CNDA_EXPECTED_RETURN,
    CNDA_RECHECK,
    DSR_MILESTONE,
    PROOF_TOO_OLD,
    CERTIFICATE_END,
    CERTIFICATE_RENEWAL_WINDOW,
    CHANGE_NOTIFICATION,
    CHANGE_ASSESSMENT,
    NEW_APPLICATION,
    FORMAL_NOTICE_MAXIMUM,
    AWARD_CONTROL,
    RECERTIFICATION,
    CONFORMITY_AUDIT,
    ORDER_FORM_VALIDITY,
    PROOF_TARGET,
)
"""The rules that may be the kind of a row of the register of deadlines."""

RULES: MappingProxyType[str, Rule] = MappingProxyType(
    {
        each.code: each
        for each in (
            *DEADLINE_RULES,
            GENERAL_REVIEW_CEILING,
            PROOF_FRESHNESS,
            CERTIFICATE_VALIDITY,
            CLOSED_IN_CALENDARS,
        )
    }
)
"""Every rule by its code."""


def rule(code: str) -> Rule:
    """The rule of that code; `KeyError` when the book has none."""
    return RULES[code]
