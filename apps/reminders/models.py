"""Ladders, reminders and the mails that carried them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.deadlines.models import Deadline, kind_choices
from apps.reminders.states import ReminderState


class Ladder(models.Model):
    """When to write about one kind of due date."""

    kind = models.CharField(
        _("nature d’échéance"),
        max_length=40,
        unique=True,
        choices=kind_choices,
    )

    class Meta:
        verbose_name = _("échelle de rappels")
        verbose_name_plural = _("échelles de rappels")
        ordering = ["kind"]

    def __str__(self) -> str:
        return self.get_kind_display()


class LadderStep(models.Model):
    """One stage: `days_before` the due day, 0 on it, negative after it.

    An urgent stage leaves as a mail of its own as soon as it is reached; the others wait for the
    morning digest.
    """

    ladder = models.ForeignKey(Ladder, on_delete=models.CASCADE, related_name="steps")
    days_before = models.SmallIntegerField(_("jours avant (négatif : après)"))
    urgent = models.BooleanField(_("message à part, tout de suite"), default=False)

    class Meta:
        verbose_name = _("palier")
        verbose_name_plural = _("paliers")
        ordering = ["-days_before"]
        constraints = [
            models.UniqueConstraint(fields=["ladder", "days_before"], name="stage_per_ladder")
        ]

    def __str__(self) -> str:
        if self.days_before < 0:
            return f"J+{-self.days_before}"
        return f"J-{self.days_before}" if self.days_before else "J"


class Mail(models.Model):
    """A message, frozen before it leaves: what was sent, to whom, when."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="mails"
    )
    recipient = models.EmailField(_("destinataire"))
    subject = models.CharField(_("objet"), max_length=255)
    text = models.TextField(_("texte"))
    html = models.TextField("HTML")
    message_id = models.CharField("Message-ID", max_length=255, unique=True)
    digest_on = models.DateField(_("récapitulatif du"), null=True, blank=True)
    created_at = models.DateTimeField(_("préparé le"), auto_now_add=True)
    sent_at = models.DateTimeField(_("envoyé le"), null=True, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "digest_on"],
                condition=models.Q(digest_on__isnull=False),
                name="one_digest_per_person_and_morning",
            )
        ]

    def __str__(self) -> str:
        return self.subject


class Reminder(models.Model):
    """One stage of one revision of a due date, for one person: at most one message."""

    deadline = models.ForeignKey(Deadline, on_delete=models.CASCADE, related_name="reminders")
    revision = models.PositiveIntegerField(_("révision"))
    stage = models.SmallIntegerField(_("palier"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reminders"
    )
    urgent = models.BooleanField(default=False)
    state = models.CharField(
        _("état"), max_length=12, choices=ReminderState.choices, default=ReminderState.DUE
    )
    planned_on = models.DateField(_("prévu le"))
    token = models.UUIDField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("tentatives"), default=0)
    retry_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(_("erreur"), blank=True)
    mail = models.ForeignKey(
        Mail, on_delete=models.PROTECT, null=True, blank=True, related_name="reminders"
    )
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("rappel")
        verbose_name_plural = _("rappels")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["deadline", "revision", "stage", "person"], name="one_reminder_per_stage"
            ),
            models.CheckConstraint(
                name="sent_reminder_has_a_mail",
                condition=~models.Q(state=ReminderState.SENT) | models.Q(mail__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["person", "state"],
                name="reminder_waiting",
                condition=models.Q(state__in=[ReminderState.DUE, ReminderState.SENDING]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.deadline} – palier {self.stage}"
