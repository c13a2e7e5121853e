"""One candidature on one pathway, with its state machine."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition
from simple_history.models import HistoricalRecords

from apps.core.models import Revised
from apps.dossiers.querysets import DossierQuerySet
from apps.dossiers.states import DECIDED, IN_PREPARATION, UNDER_REVIEW, ClockState, DmnTrack
from apps.dossiers.states import DossierState as S
from apps.frameworks.models import CatalogVersion, Dsr, Pathway, Profile
from apps.frameworks.states import Track
from apps.products.models import Product, ProductVersion


def on_segur_track(dossier: "Dossier") -> bool:
    """Return whether the steps are those of a référencement: a condition of its transitions."""
    return dossier.pathway.track == Track.SEGUR


def on_dmn_track(dossier: "Dossier") -> bool:
    """Return whether the steps are those of a DMN: a condition of its transitions."""
    return dossier.pathway.track == Track.DMN


def is_not_complete(dossier: "Dossier") -> bool:
    """Return whether the clock still waits for the whole set of proofs."""
    return dossier.clock_started_on is None


class Dossier(Revised):
    """A candidature. The `clock_*` and `proofs_*` columns are caches, recomputed by the services
    from review events and proofs, so that lists sort and filter on them."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="dossiers")
    product_version = models.ForeignKey(
        ProductVersion,
        verbose_name=_("version"),
        on_delete=models.PROTECT,
        related_name="dossiers",
    )
    pathway = models.ForeignKey(
        Pathway, verbose_name=_("parcours"), on_delete=models.PROTECT, related_name="dossiers"
    )
    dsr = models.ForeignKey(
        Dsr,
        verbose_name="DSR",
        on_delete=models.PROTECT,
        related_name="dossiers",
    )
    catalog = models.ForeignKey(
        CatalogVersion,
        verbose_name=_("catalogue d’exigences"),
        on_delete=models.PROTECT,
        related_name="dossiers",
    )
    profiles = models.ManyToManyField(Profile, verbose_name=_("profils"), blank=True)
    state = FSMField(
        _("état"), max_length=20, choices=S.choices, default=S.BROUILLON, protected=True
    )
    state_on = models.DateField(_("dans cet état depuis le"))
    opened_on = models.DateField(_("ouvert le"))
    eligibility_on = models.DateField(_("éligibilité ou recevabilité demandée le"), null=True)
    proofs_on = models.DateField(_("dépôt des preuves ouvert le"), null=True)
    instruction_on = models.DateField(_("instruction commencée le"), null=True)
    charter_accepted_on = models.DateField(_("charte acceptée le"), null=True, blank=True)
    planned_deposit_on = models.DateField(
        _("dépôt prévu le"),
        null=True,
        blank=True,
        help_text=_("La fraîcheur des preuves est jugée à cette date."),
    )
    early_instruction = models.BooleanField(
        _("instruction anticipée"),
        default=False,
        help_text=_("L’examen commence sans les preuves CNDA ; l’horloge ne part pas."),
    )
    decided_on = models.DateField(_("décision du"), null=True, blank=True)
    award_reference = models.CharField(_("numéro de la décision"), max_length=120, blank=True)
    convention_nil = models.CharField(_("NIL porté sur la convention"), max_length=30, blank=True)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("responsable"),
        on_delete=models.PROTECT,
        related_name="dossiers",
    )
    ans_contact = models.CharField(_("référent ANS de la candidature"), max_length=200, blank=True)
    dmn_track = models.CharField(
        _("voie du DMN"), max_length=10, choices=DmnTrack.choices, blank=True
    )
    track_reason = models.TextField(_("motif de la seconde voie"), blank=True)

    clock_state = models.CharField(
        max_length=12, choices=ClockState.choices, default=ClockState.NOT_STARTED, editable=False
    )
    clock_started_on = models.DateField(null=True, editable=False)
    clock_due_on = models.DateField(null=True, editable=False)
    clock_projected_on = models.DateField(null=True, editable=False)
    clock_paused_on = models.DateField(null=True, editable=False)
    clock_reviewer_days = models.PositiveIntegerField(default=0, editable=False)
    clock_team_days = models.PositiveIntegerField(default=0, editable=False)
    proofs_blocking = models.PositiveIntegerField(default=0, editable=False)
    proofs_answered = models.PositiveIntegerField(default=0, editable=False)
    proofs_conform = models.PositiveIntegerField(default=0, editable=False)
    proofs_to_mend = models.PositiveIntegerField(default=0, editable=False)

    objects = DossierQuerySet.as_manager()
    history = HistoricalRecords(
        excluded_fields=["clock_reviewer_days", "clock_team_days", "clock_projected_on"]
    )

    class Meta:
        verbose_name = _("dossier")
        verbose_name_plural = _("dossiers")
        ordering = ["product__name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="dossier_state_is_known", condition=models.Q(state__in=S.values)
            ),
            models.CheckConstraint(
                name="decided_dossier_has_a_day",
                condition=models.Q(decided_on__isnull=False)
                | ~models.Q(state__in=[*DECIDED, S.SUSPENDU, S.RETIRE]),
            ),
            models.CheckConstraint(
                name="asked_dossier_has_a_day",
                condition=models.Q(eligibility_on__isnull=False)
                | models.Q(state__in=[S.BROUILLON, S.ABANDONNE]),
            ),
            models.CheckConstraint(
                name="dossier_with_proofs_has_a_day",
                condition=models.Q(proofs_on__isnull=False)
                | models.Q(state__in=[*IN_PREPARATION[:-1], S.ABANDONNE]),
            ),
            models.CheckConstraint(
                name="reviewed_dossier_has_a_day",
                condition=models.Q(instruction_on__isnull=False)
                | models.Q(state__in=[*IN_PREPARATION, S.ABANDONNE]),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "id"]),
            models.Index(fields=["clock_state", "clock_due_on"]),
            models.Index(fields=["clock_due_on", "id"]),
            models.Index(fields=["responsible", "state"]),
        ]

    def __str__(self) -> str:
        return f"{self.product_version} – {self.dsr}"

    def get_absolute_url(self) -> str:
        return reverse("dossiers:detail", args=[self.pk])

    @property
    def is_segur(self) -> bool:
        """Return whether the steps are those of a référencement, not of a certification."""
        return on_segur_track(self)

    @property
    def badge(self) -> S:
        """Return the state with its words and tone."""
        return S(self.state)

    @property
    def proofs_unjudged(self) -> int:
        """Return how many blocking proofs are deposited and wait for the verdict of the ANS."""
        return max(self.proofs_answered - self.proofs_conform, 0)

    @property
    def clock_badge(self) -> ClockState:
        """Return the state of the clock with its words and tone, as it was last computed."""
        return ClockState(self.clock_state)

    @transition(state, S.BROUILLON, S.ELIGIBILITE, conditions=[on_segur_track])
    def submit_eligibility(self, *, on):
        """Step 2 of a référencement: NIE, NIL and CNDA filings are shown."""
        self.state_on = self.eligibility_on = on

    @transition(state, S.BROUILLON, S.RECEVABILITE, conditions=[on_dmn_track])
    def submit_admissibility(self, *, on):
        """Admission form of a DMN."""
        self.state_on = self.eligibility_on = on

    @transition(state, [S.ELIGIBILITE, S.RECEVABILITE], S.PREUVES)
    def open_proofs(self, *, on):
        """The ANS confirmed eligibility: the deposit space is open."""
        self.state_on = self.proofs_on = on

    @transition(state, S.PREUVES, S.INSTRUCTION, conditions=[on_segur_track])
    def start_early_instruction(self, *, on):
        """Examined without the CNDA proofs; the clock does not start (E8)."""
        self.state_on = self.instruction_on = on
        self.early_instruction = True

    @transition(state, [S.PREUVES, S.INSTRUCTION], S.INSTRUCTION, conditions=[is_not_complete])
    def declare_complete(self, *, on):
        """The whole set of proofs is deposited: the clock starts (E4)."""
        self.state_on = on
        self.instruction_on = self.instruction_on or on

    @transition(state, UNDER_REVIEW, S.A_CORRIGER)
    def return_for_correction(self, *, on):
        """The ANS sent proofs back: the clock stops."""
        self.state_on = on

    @transition(state, S.A_CORRIGER, S.A_CORRIGER)
    def redeposit_part(self, *, on):
        """One chapter is deposited again while another is still with us."""
        self.state_on = on

    @transition(state, S.A_CORRIGER, S.INSTRUCTION)
    def redeposit(self, *, on):
        """All that was sent back is deposited again: the clock goes on."""
        self.state_on = on

    @transition(state, S.INSTRUCTION, S.REFERENCE, conditions=[on_segur_track])
    def award_referencing(self, *, on):
        """Référencement granted."""
        self.state_on = self.decided_on = on

    @transition(state, S.INSTRUCTION, S.CERTIFIE, conditions=[on_dmn_track])
    def award_certificate(self, *, on):
        """Certificate granted."""
        self.state_on = self.decided_on = on

    @transition(state, UNDER_REVIEW, S.REFUSE)
    def refuse(self, *, on):
        """The ANS refused."""
        self.state_on = self.decided_on = on

    @transition(state, [*IN_PREPARATION, *UNDER_REVIEW], S.ABANDONNE)
    def abandon(self, *, on):
        """The team gave the candidature up."""
        self.state_on = on

    @transition(state, [S.REFERENCE, S.CERTIFIE], S.SUSPENDU)
    def suspend(self, *, on):
        """The ANS suspended the award."""
        self.state_on = on

    @transition(state, S.SUSPENDU, S.REFERENCE, conditions=[on_segur_track])
    def reinstate_referencing(self, *, on):
        """The ANS ended the suspension of a référencement."""
        self.state_on = on

    @transition(state, S.SUSPENDU, S.CERTIFIE, conditions=[on_dmn_track])
    def reinstate_certificate(self, *, on):
        """The ANS ended the suspension of a certificate."""
        self.state_on = on

    @transition(state, S.SUSPENDU, S.RETIRE)
    def withdraw(self, *, on):
        """The ANS withdrew the award."""
        self.state_on = on

    @transition(state, S.INSTRUCTION, S.PREUVES)
    def reopen_proofs(self, *, on):
        """The completeness noted by mistake was voided."""
        self.state_on = on
        self.instruction_on = None

    @transition(state, S.A_CORRIGER, S.INSTRUCTION)
    def resume_instruction(self, *, on):
        """The last open return was voided."""
        self.state_on = on

    @transition(state, S.INSTRUCTION, S.A_CORRIGER)
    def reopen_correction(self, *, on):
        """A redeposit noted by mistake was voided."""
        self.state_on = on

    @transition(state, [S.REFERENCE, S.CERTIFIE, S.REFUSE], S.INSTRUCTION)
    def reopen_instruction(self, *, on):
        """A decision noted by mistake was voided."""
        self.state_on = on
        self.decided_on = None
        self.award_reference = self.convention_nil = ""
