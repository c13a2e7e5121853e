"""A modification of a product that already has its award."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition
from simple_history.models import HistoricalRecords

from apps.changes.models.family import ComponentChange
from apps.changes.querysets import ChangeRecordQuerySet
from apps.changes.states import FINAL
from apps.changes.states import ChangeState as S
from apps.core.models import Revised
from apps.core.tones import TonedChoices
from apps.dossiers.models import Dossier
from apps.evidence.models import EvidenceVersion
from apps.frameworks.models import Requirement
from apps.products.models import Product


def _not_before(later: str, earlier: str) -> models.Q:
    """Return the condition that two days, when both known, come in this order."""
    return (
        models.Q(**{f"{later}__isnull": True})
        | models.Q(**{f"{earlier}__isnull": True})
        | models.Q(**{f"{later}__gte": models.F(earlier)})
    )


class ChangeRecord(Revised):
    """One modification of the product of an awarded dossier.

    `trigger_on` is the earlier of the day the impact was established and the day the modified
    version was released: the delay to notify counts from it (E12).
    """

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="changes")
    dossier = models.ForeignKey(
        Dossier,
        verbose_name=_("dossier référencé ou certifié"),
        on_delete=models.PROTECT,
        related_name="changes",
    )
    title = models.CharField(_("intitulé"), max_length=200)
    new_version = models.CharField(_("version modifiée"), max_length=60, blank=True)
    state = FSMField(
        _("état"), max_length=20, choices=S.choices, default=S.A_EVALUER, protected=True
    )
    state_on = models.DateField(_("dans cet état depuis le"))
    discovered_on = models.DateField(_("connue depuis le"))
    impact_established_on = models.DateField(_("impact établi le"), null=True, blank=True)
    released_on = models.DateField(_("mise à disposition le"), null=True, blank=True)
    trigger_on = models.DateField(_("délai compté depuis le"), null=True, blank=True)
    nature = models.TextField(_("nature de la modification"), blank=True)
    justification = models.TextField(_("justification de l’absence d’impact"), blank=True)
    requirements = models.ManyToManyField(
        Requirement, verbose_name=_("exigences touchées"), blank=True
    )
    attachments = models.ManyToManyField(
        EvidenceVersion, verbose_name=_("pièces jointes"), blank=True
    )
    notified_on = models.DateField(_("notifiée à l’ANS le"), null=True, blank=True)
    closed_on = models.DateField(_("close le"), null=True, blank=True)
    new_request_asked_on = models.DateField(_("nouvelle demande exigée le"), null=True, blank=True)
    new_request_received_on = models.DateField(
        _("courrier de l’ANS reçu le"), null=True, blank=True
    )
    new_dossier = models.ForeignKey(
        Dossier,
        verbose_name=_("nouveau dossier"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    component_change = models.ForeignKey(
        ComponentChange,
        verbose_name=_("modification d’un composant partagé"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="changes",
    )
    component_release = models.CharField(max_length=500, blank=True, default="", editable=False)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("responsable"),
        on_delete=models.PROTECT,
        related_name="changes",
    )

    objects = ChangeRecordQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("modification")
        verbose_name_plural = _("modifications")
        ordering = ["-discovered_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="change_state_is_known", condition=models.Q(state__in=S.values)
            ),
            models.CheckConstraint(
                name="change_to_notify_has_a_trigger",
                condition=models.Q(trigger_on__isnull=False)
                | models.Q(state__in=[S.A_EVALUER, S.SANS_IMPACT]),
            ),
            models.CheckConstraint(
                name="notified_change_has_a_day",
                condition=models.Q(notified_on__isnull=False)
                | models.Q(state__in=[S.A_EVALUER, S.SANS_IMPACT, S.A_NOTIFIER]),
            ),
            models.CheckConstraint(
                name="new_request_has_a_day",
                condition=models.Q(new_request_asked_on__isnull=False)
                | ~models.Q(state__in=[S.NOUVELLE_DEMANDE, S.DEMANDE_DEPOSEE]),
            ),
            models.CheckConstraint(
                name="closed_change_has_a_day",
                condition=models.Q(state__in=FINAL, closed_on__isnull=False)
                | (~models.Q(state__in=FINAL) & models.Q(closed_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="dismissed_change_says_why",
                condition=~models.Q(state=S.SANS_IMPACT, justification=""),
            ),
            models.CheckConstraint(
                name="change_days_follow_each_other",
                condition=_not_before("impact_established_on", "discovered_on")
                & _not_before("impact_established_on", "trigger_on")
                & _not_before("notified_on", "impact_established_on")
                & _not_before("new_request_asked_on", "notified_on")
                & _not_before("new_request_received_on", "new_request_asked_on"),
            ),
            models.CheckConstraint(
                name="new_application_is_another_dossier",
                condition=models.Q(new_dossier__isnull=True)
                | ~models.Q(new_dossier=models.F("dossier")),
            ),
            models.UniqueConstraint(
                "dossier",
                Lower("new_version"),
                condition=~models.Q(state__in=FINAL) & ~models.Q(new_version=""),
                name="one_open_change_per_version",
                violation_error_message=_(
                    "Une modification de cette version est déjà suivie pour ce dossier."
                ),
            ),
            models.UniqueConstraint(
                fields=["dossier", "component_release"],
                condition=~models.Q(state__in=FINAL) & ~models.Q(component_release=""),
                name="one_open_change_per_component_release",
                violation_error_message=_(
                    "Cette version du composant est déjà suivie pour ce dossier."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("changes:detail", args=[self.pk])

    @property
    def badge(self) -> TonedChoices:
        """Return the state to show."""
        return S(self.state)

    @property
    def is_binding(self) -> bool:
        """Return whether notifying is an obligation here, not an internal date (E13)."""
        return self.dossier.pathway.binding_changes

    def count_again(self) -> None:
        """Set the day the delay counts from: established impact, or release if earlier (E12)."""
        if self.impact_established_on:
            released_on = self.released_on or self.impact_established_on
            self.trigger_on = min(self.impact_established_on, released_on)

    @transition(state, S.A_EVALUER, S.SANS_IMPACT)
    def dismiss(self, *, on, justification):
        """No effect on conformity: closed, the reason kept, nothing to notify."""
        self.state_on = self.closed_on = on
        self.justification = justification

    @transition(state, S.A_EVALUER, S.A_NOTIFIER)
    def establish_impact(self, *, on):
        """Conformity is affected: the ANS must be told."""
        self.state_on = self.impact_established_on = on
        self.count_again()

    @transition(state, S.A_NOTIFIER, S.NOTIFIEE)
    def notify_ans(self, *, on):
        """The ANS was told."""
        self.state_on = self.notified_on = on

    @transition(state, S.NOTIFIEE, S.CLOSE)
    def close(self, *, on):
        """The ANS took note."""
        self.state_on = self.closed_on = on

    @transition(state, S.NOTIFIEE, S.NOUVELLE_DEMANDE)
    def require_new_request(self, *, on, received_on=None):
        """The ANS asks for a new application; the day it arrived is kept when it differs."""
        self.state_on = self.new_request_asked_on = on
        self.new_request_received_on = received_on

    @transition(state, S.NOUVELLE_DEMANDE, S.DEMANDE_DEPOSEE)
    def file_new_request(self, *, on):
        """The new application is filed."""
        self.state_on = self.closed_on = on
