"""What the certificate or the convention of an award says, beside the decision itself."""

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from apps.changes.querysets import OfDossierQuerySet
from apps.core.models import Revised
from apps.dossiers.models import Dossier


class Award(Revised):
    """The record of an award; number, day, NIL of the convention and charter are the dossier's."""

    dossier = models.OneToOneField(Dossier, on_delete=models.PROTECT, related_name="award_record")
    framework_version = models.CharField(_("version du référentiel"), max_length=120, blank=True)
    convention_signed_on = models.DateField(_("convention signée le"), null=True, blank=True)
    next_control_on = models.DateField(_("prochain contrôle le"), null=True, blank=True)
    new_framework = models.CharField(_("nouveau référentiel"), max_length=120, blank=True)
    recertify_by = models.DateField(_("nouveau certificat à demander avant le"), null=True)
    recertified_on = models.DateField(_("nouveau certificat demandé le"), null=True)

    objects = OfDossierQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("fiche d’attribution")
        verbose_name_plural = _("fiches d’attribution")
        constraints = [
            models.CheckConstraint(
                name="new_framework_has_a_day",
                condition=models.Q(new_framework="", recertify_by__isnull=True)
                | (~models.Q(new_framework="") & models.Q(recertify_by__isnull=False)),
            )
        ]

    def __str__(self) -> str:
        return str(self.dossier)

    def get_absolute_url(self) -> str:
        return reverse("changes:award", args=[self.dossier_id])

    @property
    def product(self):
        """Return the product whose members may see this row."""
        return self.dossier.product
