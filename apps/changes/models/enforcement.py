"""How the ANS checks an award and answers failings: audits, formal notices, sanctions."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from apps.changes.querysets import OfDossierQuerySet
from apps.changes.states import AuditOutcome, Environment, NoticeEnd, SanctionLevel
from apps.core.models import Revised
from apps.core.tones import TonedChoices
from apps.dossiers.models import Dossier


class AwardFact(Revised):
    """A fact noted about an award; voided with a reason when it is wrong, never deleted."""

    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="%(class)ss")
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    voided_on = models.DateField(_("annulé le"), null=True, editable=False)
    void_reason = models.TextField(_("motif de l’annulation"), blank=True)

    objects = OfDossierQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-pk"]

    def get_absolute_url(self) -> str:
        return reverse("changes:award", args=[self.dossier_id])

    @property
    def product(self):
        """Return the product whose members may see this row."""
        return self.dossier.product


class Audit(AwardFact):
    """A check by the ANS or its contractor, planned or held; only of an award (FAQ ANS)."""

    held_on = models.DateField(_("date de l’audit"))
    auditor = models.CharField(_("auditeur"), max_length=200)
    scope = models.TextField(_("périmètre"))
    environment = models.CharField(
        _("environnement"),
        max_length=16,
        choices=Environment.choices,
        default=Environment.TEST,
    )
    environment_ready = models.BooleanField(_("environnement prêt pour l’auditeur"), default=False)
    result = models.CharField(
        _("résultat"),
        max_length=12,
        choices=AuditOutcome.choices,
        default=AuditOutcome.PENDING,
    )
    concluded_on = models.DateField(_("résultat reçu le"), null=True)
    findings = models.TextField(_("constats"), blank=True)
    history = HistoricalRecords()

    class Meta(AwardFact.Meta):
        verbose_name = _("audit")
        verbose_name_plural = _("audits")
        constraints = [
            models.CheckConstraint(
                name="concluded_audit_has_a_day",
                condition=models.Q(result=AuditOutcome.PENDING, concluded_on__isnull=True)
                | (~models.Q(result=AuditOutcome.PENDING) & models.Q(concluded_on__isnull=False)),
            )
        ]

    def __str__(self) -> str:
        return self.auditor

    @property
    def badge(self) -> TonedChoices:
        """Return the result to show."""
        return AuditOutcome(self.result)


class FormalNotice(AwardFact):
    """The ANS asks for a failing to be mended in time (CSP art. R.1470-9)."""

    audit = models.ForeignKey(
        Audit, verbose_name=_("à la suite de l’audit"), on_delete=models.PROTECT, null=True
    )
    issued_on = models.DateField(_("mise en demeure du"))
    due_on = models.DateField(_("à satisfaire avant le"))
    grounds = models.TextField(_("manquements"))
    answered_on = models.DateField(_("répondu le"), null=True)
    answer = models.TextField(_("réponse"), blank=True)
    ended_on = models.DateField(_("terminée le"), null=True)
    ending = models.CharField(
        _("issue"), max_length=10, choices=NoticeEnd.choices, default=NoticeEnd.OPEN
    )
    history = HistoricalRecords()

    class Meta(AwardFact.Meta):
        verbose_name = _("mise en demeure")
        verbose_name_plural = _("mises en demeure")
        constraints = [
            models.CheckConstraint(
                name="notice_is_due_after_it_is_issued",
                condition=models.Q(due_on__gt=models.F("issued_on")),
            ),
            models.CheckConstraint(
                name="ended_notice_has_a_day",
                condition=models.Q(ending=NoticeEnd.OPEN, ended_on__isnull=True)
                | (~models.Q(ending=NoticeEnd.OPEN) & models.Q(ended_on__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.grounds[:80]

    @property
    def badge(self) -> TonedChoices:
        """Return how it stands."""
        return NoticeEnd(self.ending)


class Sanction(AwardFact):
    """What was pronounced, once (LFSS 2023 added financial penalties)."""

    notice = models.ForeignKey(
        FormalNotice,
        verbose_name=_("à la suite de la mise en demeure"),
        on_delete=models.PROTECT,
        null=True,
        related_name="sanctions",
    )
    level = models.CharField(_("niveau"), max_length=12, choices=SanctionLevel.choices)
    pronounced_on = models.DateField(_("prononcée le"))
    amount = models.DecimalField(
        _("montant, en euros"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    grounds = models.TextField(_("motif"))
    history = HistoricalRecords()

    class Meta(AwardFact.Meta):
        verbose_name = _("sanction")
        verbose_name_plural = _("sanctions")
        constraints = [
            models.CheckConstraint(
                name="penalty_has_an_amount",
                condition=models.Q(level=SanctionLevel.PENALTY, amount__gt=0)
                | (~models.Q(level=SanctionLevel.PENALTY) & models.Q(amount__isnull=True)),
            )
        ]

    def __str__(self) -> str:
        return self.get_level_display()

    @property
    def badge(self) -> TonedChoices:
        """Return the level to show."""
        return SanctionLevel(self.level)
