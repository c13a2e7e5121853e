"""The cover of a homologation by a third party's solution."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.cnda.querysets import CndaCoverageQuerySet
from apps.cnda.states import CoverState
from apps.core.models import Revised
from apps.evidence.models import EvidenceVersion
from apps.frameworks.models import HomologationType
from apps.products.models import Component, Product, ProductVersion


class CndaCoverage(Revised):
    """A montage: the homologation is held by a third party's solution (never for EAI, E11)."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="cnda_coverages")
    product_version = models.ForeignKey(
        ProductVersion, on_delete=models.PROTECT, related_name="cnda_coverages"
    )
    homologation = models.ForeignKey(
        HomologationType, on_delete=models.PROTECT, related_name="coverages"
    )
    component = models.ForeignKey(
        Component, verbose_name=_("composant tiers"), on_delete=models.PROTECT
    )
    proof = models.ForeignKey(
        EvidenceVersion,
        verbose_name=_("preuve de l’homologation du tiers"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    declared_on = models.DateField(_("déclaré le"))
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_on = models.DateField(_("retiré le"), null=True, blank=True)
    withdrawal_reason = models.TextField(_("motif du retrait"), blank=True)

    objects = CndaCoverageQuerySet.as_manager()

    class Meta:
        verbose_name = _("montage")
        verbose_name_plural = _("montages")
        constraints = [
            models.UniqueConstraint(
                fields=["product_version", "homologation"],
                condition=models.Q(withdrawn_on__isnull=True),
                name="one_coverage_per_homologation",
                violation_error_message=_("Un montage couvre déjà cette homologation."),
            ),
            models.CheckConstraint(
                name="montage_withdrawn_after_declared",
                condition=models.Q(withdrawn_on__isnull=True)
                | models.Q(withdrawn_on__gte=models.F("declared_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.homologation} – {self.component}"

    def get_absolute_url(self) -> str:
        return reverse("cnda:montage", args=[self.pk])

    @property
    def badge(self) -> CoverState:
        """Return whether it covers the homologation still."""
        return CoverState.MONTAGE if self.is_active else CoverState.WITHDRAWN

    @property
    def is_active(self) -> bool:
        """Return whether the montage still covers the homologation."""
        return self.withdrawn_on is None
