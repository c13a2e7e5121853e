"""A CNDA request: four statuses, an outcome, three papers."""

from datetime import date

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition
from simple_history.models import HistoricalRecords

from apps.cnda.querysets import CndaRequestQuerySet
from apps.cnda.states import CLOSED_WITHOUT, CndaOutcome, CndaStatus
from apps.core.models import Revised
from apps.core.tones import TonedChoices
from apps.evidence.models import EvidenceVersion
from apps.frameworks.models import HomologationType
from apps.products.models import Product, ProductVersion


def _dated(paper: str) -> models.Q:
    """Return the condition that a file and its day are both there, or neither."""
    return models.Q(**{f"{paper}__isnull": True, f"{paper}_on__isnull": True}) | models.Q(
        **{f"{paper}__isnull": False, f"{paper}_on__isnull": False}
    )


class CndaRequest(Revised):
    """The request of one homologation for one version of a product.

    Obtained means Finalisation AND the lettre de référencement dated and filed (E9).
    """

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="cnda_requests")
    product_version = models.ForeignKey(
        ProductVersion,
        verbose_name=_("version"),
        on_delete=models.PROTECT,
        related_name="cnda_requests",
    )
    homologation = models.ForeignKey(
        HomologationType,
        verbose_name=_("homologation"),
        on_delete=models.PROTECT,
        related_name="requests",
    )
    status = FSMField(
        _("statut"),
        max_length=20,
        choices=CndaStatus.choices,
        default=CndaStatus.INITIALISATION,
        protected=True,
    )
    status_on = models.DateField(_("à ce statut depuis le"))
    outcome = FSMField(
        _("issue"),
        max_length=12,
        choices=CndaOutcome.choices,
        default=CndaOutcome.EN_COURS,
        protected=True,
    )
    outcome_on = models.DateField(_("issue du"), null=True, blank=True)
    opened_on = models.DateField(_("ouverte le"))
    reference = models.CharField(_("référence dans l’espace CNDA"), max_length=120, blank=True)
    expected_return_on = models.DateField(_("date de retour prévisionnelle"), null=True, blank=True)
    return_received_on = models.DateField(_("retour reçu le"), null=True, blank=True)
    last_checked_on = models.DateField(_("vérifiée le"), null=True, blank=True)
    screenshot = models.ForeignKey(
        EvidenceVersion,
        verbose_name=_("capture de l’espace CNDA"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    screenshot_on = models.DateField(_("capture du"), null=True, blank=True)
    shows_software = models.BooleanField(_("on y lit le nom du logiciel"), default=False)
    shows_status = models.BooleanField(_("on y lit le statut, Pré-examen au moins"), default=False)
    shows_expected_return = models.BooleanField(
        _("on y lit la date de retour prévisionnelle"), default=False
    )
    attestation = models.ForeignKey(
        EvidenceVersion,
        verbose_name=_("attestation de conformité"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    attestation_on = models.DateField(_("attestation du"), null=True, blank=True)
    letter = models.ForeignKey(
        EvidenceVersion,
        verbose_name=_("lettre de référencement"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    letter_on = models.DateField(_("lettre du"), null=True, blank=True)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("responsable"),
        on_delete=models.PROTECT,
        related_name="cnda_requests",
    )

    objects = CndaRequestQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("demande CNDA")
        verbose_name_plural = _("demandes CNDA")
        ordering = ["product", "homologation"]
        constraints = [
            models.UniqueConstraint(
                fields=["product_version", "homologation"],
                condition=~models.Q(outcome__in=CLOSED_WITHOUT),
                name="one_live_request_per_homologation",
                violation_error_message=_(
                    "Une demande est déjà ouverte pour cette version et cette homologation."
                ),
            ),
            models.CheckConstraint(
                name="obtained_needs_finalisation_and_letter",
                condition=~models.Q(outcome=CndaOutcome.OBTENUE)
                | models.Q(
                    status=CndaStatus.FINALISATION, letter__isnull=False, letter_on__isnull=False
                ),
            ),
            models.CheckConstraint(
                name="cnda_outcome_has_a_day",
                condition=models.Q(outcome=CndaOutcome.EN_COURS, outcome_on__isnull=True)
                | (~models.Q(outcome=CndaOutcome.EN_COURS) & models.Q(outcome_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="cnda_status_is_known", condition=models.Q(status__in=CndaStatus.values)
            ),
            models.CheckConstraint(
                name="cnda_outcome_is_known", condition=models.Q(outcome__in=CndaOutcome.values)
            ),
            models.CheckConstraint(
                name="cnda_papers_have_their_day",
                condition=_dated("screenshot") & _dated("attestation") & _dated("letter"),
            ),
            models.CheckConstraint(
                name="cnda_request_opens_first",
                condition=models.Q(status_on__gte=models.F("opened_on"))
                & (
                    models.Q(letter_on__isnull=True)
                    | models.Q(letter_on__gte=models.F("opened_on"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.homologation} – {self.product_version}"

    def get_absolute_url(self) -> str:
        return reverse("cnda:detail", args=[self.pk])

    @property
    def badge(self) -> TonedChoices:
        """Return the outcome once there is one, else the status."""
        return self.step if self.is_open else CndaOutcome(self.outcome)

    @property
    def step(self) -> CndaStatus:
        """Return the status with its rank, its tone and the words of the CNDA."""
        return CndaStatus(self.status)

    @property
    def is_obtained(self) -> bool:
        """Return whether the ANS can accept it: Finalisation and the dated letter on file."""
        return self.outcome == CndaOutcome.OBTENUE

    @property
    def rank(self) -> int:
        """Return the rank of the status, 0 for Initialisation."""
        return self.step.rank

    @property
    def is_open(self) -> bool:
        """Return whether the CNDA still has to answer."""
        return self.outcome == CndaOutcome.EN_COURS

    @property
    def awaited_return_on(self) -> date | None:
        """Return the day on which the CNDA should answer, None when nothing is awaited."""
        waiting = self.is_open and self.return_received_on is None
        return self.expected_return_on if waiting else None

    @transition(status, CndaStatus.INITIALISATION, CndaStatus.PRE_EXAMEN)
    def start_pre_exam(self, *, on):
        """The CNDA shows Pré-examen ("En cours actif")."""
        self.status_on = on

    @transition(status, CndaStatus.PRE_EXAMEN, CndaStatus.EXAMEN_CONFORMITE)
    def start_exam(self, *, on):
        """The CNDA examines conformity."""
        self.status_on = on

    @transition(status, CndaStatus.EXAMEN_CONFORMITE, CndaStatus.FINALISATION)
    def finalise(self, *, on):
        """The CNDA finalises; obtained only once the letter is filed."""
        self.status_on = on

    @transition(status, CndaStatus.PRE_EXAMEN, CndaStatus.INITIALISATION)
    def return_to_initialisation(self, *, on):
        """One step back, with a reason kept in the journal (E10)."""
        self.status_on = on

    @transition(status, CndaStatus.EXAMEN_CONFORMITE, CndaStatus.PRE_EXAMEN)
    def return_to_pre_exam(self, *, on):
        """One step back, with a reason kept in the journal (E10)."""
        self.status_on = on

    @transition(status, CndaStatus.FINALISATION, CndaStatus.EXAMEN_CONFORMITE)
    def return_to_exam(self, *, on):
        """One step back, with a reason kept in the journal (E10)."""
        self.status_on = on

    @transition(outcome, CndaOutcome.EN_COURS, CndaOutcome.OBTENUE)
    def obtain(self, *, on):
        """Finalisation, and the letter dated and filed (E9)."""
        self.outcome_on = on

    @transition(outcome, CndaOutcome.OBTENUE, CndaOutcome.EN_COURS)
    def reopen(self):
        """The letter was filed by mistake and is taken off."""
        self.outcome_on = None

    @transition(outcome, CndaOutcome.EN_COURS, CndaOutcome.REFUSEE)
    def refuse(self, *, on):
        """The CNDA refuses."""
        self.outcome_on = on

    @transition(outcome, CndaOutcome.EN_COURS, CndaOutcome.ABANDONNEE)
    def abandon(self, *, on):
        """The team gives the request up."""
        self.outcome_on = on
