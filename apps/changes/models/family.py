"""A new version of a third-party component: one event, one modification for each award."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ComponentChange(models.Model):
    """What makes the modifications of several dossiers one family; each keeps its own clock.

    The component is copied, not linked: its line on a product's page may be corrected or removed.
    """

    component = models.CharField(_("composant tiers"), max_length=200)
    vendor = models.CharField(_("éditeur tiers"), max_length=200)
    nil = models.CharField("NIL", max_length=30, blank=True)
    version = models.CharField(_("version du composant"), max_length=60)
    title = models.CharField(_("intitulé"), max_length=200)
    discovered_on = models.DateField(_("connue depuis le"))
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("modification d’un composant")
        verbose_name_plural = _("modifications de composants")
        ordering = ["-discovered_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.component} {self.version}"
