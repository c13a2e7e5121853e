"""Who took which file: lines that are only ever added."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.evidence.models.documents import EvidenceVersion
from apps.evidence.querysets import DownloadQuerySet
from apps.evidence.states import Origin


class Download(models.Model):
    """One line per file taken by a person; never changed, never deleted.

    `inline`: to look at it in the browser. `within`: the deposit that it was taken with.
    """

    version = models.ForeignKey(
        EvidenceVersion,
        verbose_name=_("version"),
        on_delete=models.PROTECT,
        related_name="downloads",
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("personne"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    inline = models.BooleanField(_("ouvert dans le navigateur"))
    origin = models.CharField(
        _("origine"), max_length=8, choices=Origin.choices, default=Origin.DIRECT
    )
    within = models.CharField(_("pris avec"), max_length=255, blank=True, default="")
    at = models.DateTimeField(_("pris le"))

    objects = DownloadQuerySet.as_manager()

    class Meta:
        verbose_name = _("téléchargement")
        verbose_name_plural = _("téléchargements")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.person} · {self.version}"

    @property
    def way(self) -> str:
        """Return, in words, how the person had the file."""
        if self.origin != Origin.DIRECT:
            return self.get_origin_display()
        return _("ouvert dans le navigateur") if self.inline else _("téléchargé")
