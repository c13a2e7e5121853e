"""Chapters and expected proofs of a dossier."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition

from apps.dossiers.models.dossier import Dossier
from apps.dossiers.querysets import (
    DossierPartQuerySet,
    ExpectedProofQuerySet,
)
from apps.dossiers.states import TO_MEND
from apps.dossiers.states import ChapterState as C
from apps.dossiers.states import ProofState as P
from apps.evidence.states import EvidenceKind
from apps.frameworks.models import CatalogChapter, CatalogProof


class DossierPart(models.Model):
    """Something that belongs to a dossier; its product is the dossier's."""

    class Meta:
        abstract = True

    @property
    def product(self):
        """Return the product whose members may see this row."""
        return self.dossier.product


class DossierChapter(DossierPart):
    """A chapter of the dossier: deposited, validated or sent back as one piece (B4)."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="chapters")
    chapter = models.ForeignKey(CatalogChapter, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("nom"), max_length=255)
    order = models.PositiveIntegerField(default=0)
    state = FSMField(
        _("état"), max_length=16, choices=C.choices, default=C.EN_PREPARATION, protected=True
    )
    state_on = models.DateField(_("dans cet état depuis le"))
    reviewer = models.CharField(_("vérificateur ANS"), max_length=200, blank=True)

    objects = DossierPartQuerySet.as_manager()

    class Meta:
        verbose_name = _("chapitre du dossier")
        verbose_name_plural = _("chapitres du dossier")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "chapter"], name="chapter_per_dossier"),
            models.CheckConstraint(
                name="chapter_state_is_known", condition=models.Q(state__in=C.values)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def badge(self) -> C:
        """Return the state with its words and tone."""
        return C(self.state)

    @transition(state, [C.EN_PREPARATION, C.A_MODIFIER], C.SOUMIS)
    def submit(self, *, on):
        """Every proof of the chapter is deposited."""
        self.state_on = on

    @transition(state, C.SOUMIS, C.VALIDE)
    def validate(self, *, on):
        """The vérificateur validated it."""
        self.state_on = on

    @transition(state, [C.SOUMIS, C.VALIDE], C.A_MODIFIER)
    def request_changes(self, *, on):
        """The vérificateur sent it back."""
        self.state_on = on

    @transition(state, C.SOUMIS, C.EN_PREPARATION)
    def take_back(self, *, on):
        """Submitted by mistake, before the dossier went to the ANS."""
        self.state_on = on

    @transition(state, C.A_MODIFIER, C.SOUMIS)
    def resume(self, *, on):
        """A return noted by mistake was voided."""
        self.state_on = on


class ExpectedProof(DossierPart):
    """One thing the ANS expects for this dossier: one proof cell of the catalogue.

    `case`: the number of the case that it is for, where the proofs of its scenario replace each
    other; `case_kept`: whether that case is the team's, None while nobody chose.

    `aside_on`: the day on which the team decided that it does not apply, who and why; the decision
    holds whatever profiles are chosen.
    `blocking`: it belongs to an EXIGENCE; a préconisation never blocks. Applicable unless its
    state says NON_APPLICABLE. `dropped_on`: the day the dossier left the version of the catalogue
    that asks for it; the row stays, with its files and its verdicts, and comes back with it.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="proofs")
    chapter = models.ForeignKey(DossierChapter, on_delete=models.CASCADE, related_name="proofs")
    catalog_proof = models.ForeignKey(CatalogProof, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(_("N° preuve"), max_length=60)
    kind = models.CharField(
        _("nature attendue"), max_length=24, choices=EvidenceKind.choices, default="other"
    )
    blocking = models.BooleanField(_("bloquante"), default=True)
    order = models.PositiveIntegerField(default=0)
    state = FSMField(
        _("état"), max_length=16, choices=P.choices, default=P.ATTENDUE, protected=True
    )
    state_on = models.DateField(_("dans cet état depuis le"))
    ground = models.TextField(_("motif de l’ANS"), blank=True)
    first_deposit_on = models.DateField(_("premier dépôt à l’ANS"), null=True, blank=True)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("confiée à"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    target_on = models.DateField(_("objectif interne"), null=True)
    comment = models.TextField(_("commentaire"), blank=True)
    aside_on = models.DateField(_("écartée le"), null=True, editable=False)
    aside_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("écartée par"),
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )
    aside_reason = models.TextField(_("écartée parce que"), blank=True, editable=False)
    case = models.PositiveSmallIntegerField(_("cas"), null=True, editable=False)
    case_kept = models.BooleanField(_("cas retenu"), null=True, editable=False)
    dropped_on = models.DateField(_("hors du catalogue depuis le"), null=True, editable=False)

    objects = ExpectedProofQuerySet.as_manager()

    class Meta:
        verbose_name = _("preuve attendue")
        verbose_name_plural = _("preuves attendues")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "catalog_proof"],
                condition=models.Q(dropped_on__isnull=True),
                name="catalog_proof_per_dossier",
            ),
            models.CheckConstraint(
                name="dropped_proof_is_not_applicable",
                condition=models.Q(dropped_on__isnull=True) | models.Q(state=P.NON_APPLICABLE),
            ),
            models.CheckConstraint(
                name="aside_proof_is_not_applicable",
                condition=models.Q(aside_on__isnull=True, aside_by__isnull=True, aside_reason="")
                | (
                    models.Q(aside_on__isnull=False, aside_by__isnull=False)
                    & ~models.Q(aside_reason="")
                    & models.Q(state=P.NON_APPLICABLE)
                ),
            ),
            models.CheckConstraint(
                name="proof_of_another_case_is_not_applicable",
                condition=models.Q(case_kept__isnull=True)
                | models.Q(case_kept=True, case__isnull=False)
                | models.Q(case__isnull=False, state=P.NON_APPLICABLE),
            ),
            models.CheckConstraint(
                name="proof_state_is_known", condition=models.Q(state__in=P.values)
            ),
        ]
        indexes = [models.Index(fields=["dossier", "state"])]

    def __str__(self) -> str:
        return self.reference

    @property
    def badge(self) -> P:
        """Return the state with its words and tone."""
        return P(self.state)

    @property
    def is_applicable(self) -> bool:
        """Return whether the dossier expects it."""
        return self.state != P.NON_APPLICABLE

    def is_wanted(self, chosen: set[int]) -> bool:
        """Return whether it should apply, with the conditional profiles `chosen` (their pks).

        Reads the profile of its row of the catalogue.
        """
        profile = self.catalog_proof.profile
        decided = self.aside_on is None and self.case_kept is not False
        return decided and (profile.always or profile.pk in chosen)

    @transition(state, [P.ATTENDUE, P.DEPOSEE, P.KO, P.INCOMPLETE], P.DEPOSEE)
    def deposit(self, *, on):
        """A file answers it; after a KO, a new version does."""
        self.state_on = on

    @transition(state, P.DEPOSEE, P.ATTENDUE)
    def clear(self, *, on):
        """The last file was taken off."""
        self.state_on = on

    @transition(state, P.DEPOSEE, P.CONFORME)
    def accept(self, *, on):
        """ANS verdict."""
        self.state_on = on
        self.ground = ""

    @transition(state, P.DEPOSEE, P.KO)
    def reject(self, *, on, ground):
        """ANS verdict, with its ground."""
        self.state_on = on
        self.ground = ground

    @transition(state, P.DEPOSEE, P.INCOMPLETE)
    def find_incomplete(self, *, on, ground):
        """ANS verdict, with its ground."""
        self.state_on = on
        self.ground = ground

    @transition(state, [P.CONFORME, *TO_MEND], P.DEPOSEE)
    def forget_verdict(self, *, on):
        """The verdict was noted by mistake and voided."""
        self.state_on = on
        self.ground = ""

    @transition(state, [P.ATTENDUE, P.DEPOSEE], P.NON_APPLICABLE)
    def set_aside(self, *, on):
        """Its profile or its case was not chosen, or somebody decided so."""
        self.state_on = on

    @transition(state, P.NON_APPLICABLE, P.ATTENDUE)
    def expect(self, *, on):
        """Its profile or its case was chosen, or the decision is undone."""
        self.state_on = on
