"""What the sender did each time it woke, what the daily comparison found, what is decided."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.reminders.states import Verdict


class Tick(models.Model):
    """One waking of the sender; without `finished_at` it was interrupted."""

    started_at = models.DateTimeField(_("début"), db_index=True)
    finished_at = models.DateTimeField(_("fin"), null=True, blank=True)
    planned = models.PositiveIntegerField(_("préparés"), default=0)
    sent = models.PositiveIntegerField(_("envoyés"), default=0)
    retried = models.PositiveIntegerField(_("nouveaux essais"), default=0)
    failed = models.PositiveIntegerField(_("à réessayer"), default=0)
    uncertain = models.PositiveIntegerField(_("sans réponse"), default=0)
    dead = models.PositiveIntegerField(_("refusés pour de bon"), default=0)
    cancelled = models.PositiveIntegerField(_("annulés"), default=0)
    error = models.TextField(_("arrêt"), blank=True)

    class Meta:
        verbose_name = _("réveil")
        verbose_name_plural = _("réveils")
        ordering = ["-started_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M}"


class Reconciliation(models.Model):
    """The daily comparison: due dates that the ladders have reached, and those with a row."""

    compared_at = models.DateTimeField(_("moment"), db_index=True)
    expected = models.PositiveIntegerField(_("attendus"))
    planned = models.PositiveIntegerField(_("préparés"))

    class Meta:
        verbose_name = _("rapprochement")
        verbose_name_plural = _("rapprochements")
        ordering = ["-compared_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.planned}/{self.expected}"


class Hold(models.Model):
    """After a restore: what was due up to `before` waits for an administrator."""

    before = models.DateTimeField(_("jusqu’au"))
    asked_at = models.DateTimeField(_("demandé le"))

    class Meta:
        verbose_name = _("retenue")
        verbose_name_plural = _("retenues")
        ordering = ["-before"]

    def __str__(self) -> str:
        return f"{self.before:%Y-%m-%d %H:%M}"


class Decision(models.Model):
    """What an administrator said of a held or undelivered message; never changed, never deleted.

    `about` and `told` keep the words of then; `many`: how many it was, for all at once.
    """

    at = models.DateTimeField(_("décidé le"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(_("décision"), max_length=12, choices=Verdict.choices)
    about = models.CharField(_("message"), max_length=400, blank=True)
    told = models.CharField(_("destinataire"), max_length=200, blank=True)
    many = models.PositiveIntegerField(_("combien"), default=1)

    class Meta:
        verbose_name = _("décision")
        verbose_name_plural = _("décisions")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.get_verdict_display()} – {self.about}"

    @property
    def badge(self) -> Verdict:
        """Return what was decided with its words and tone."""
        return Verdict(self.verdict)
