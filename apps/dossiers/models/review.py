"""The facts of the ANS review: dated, voided with a reason, never edited."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.dossiers.models.dossier import Dossier
from apps.dossiers.models.proofs import DossierChapter, DossierPart
from apps.dossiers.querysets import ReviewEventQuerySet
from apps.dossiers.states import ReviewKind
from apps.evidence.models import EvidenceVersion


class ReviewEvent(DossierPart):
    """A dated fact that the clock is computed from; voided with a reason, never edited.

    `occurred_on` is the day it happened and may be in the past; no chapter: the whole dossier.
    `early`: a fact of an early instruction, older than the complete deposit; it is shown, and the
    clock leaves it out (E8).
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="review_events")
    kind = models.CharField(_("fait"), max_length=12, choices=ReviewKind.choices)
    chapter = models.ForeignKey(
        DossierChapter,
        verbose_name=_("chapitre"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="review_events",
    )
    occurred_on = models.DateField(_("survenu le"))
    early = models.BooleanField(_("avant le dossier complet"), default=False)
    note = models.TextField(_("précisions"), blank=True)
    message = models.ForeignKey(
        EvidenceVersion,
        verbose_name=_("message joint"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    recorded_at = models.DateTimeField(_("noté le"), auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    voided_at = models.DateTimeField(_("annulé le"), null=True, blank=True)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    void_reason = models.TextField(_("motif de l’annulation"), blank=True)

    objects = ReviewEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("fait de l’examen")
        verbose_name_plural = _("faits de l’examen")
        ordering = ["occurred_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="voided_event_says_why",
                condition=models.Q(voided_at__isnull=True, void_reason="")
                | (models.Q(voided_at__isnull=False) & ~models.Q(void_reason="")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.occurred_on})"

    @property
    def badge(self) -> ReviewKind:
        """Return the kind with its words and tone."""
        return ReviewKind(self.kind)

    @property
    def scope(self) -> str:
        """Return what it speaks of, as `apps.rules.clock` names it: "" for the whole dossier."""
        return str(self.chapter_id or "")
