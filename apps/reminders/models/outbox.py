"""Reminders, and the mails that carry them."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.deadlines.models import Deadline
from apps.reminders.querysets import AttemptQuerySet, MailQuerySet, ReminderQuerySet
from apps.reminders.states import UNFINISHED, Phase, Purpose, ReminderState


class Mail(models.Model):
    """A message, frozen before it leaves: what was sent, to whom, when.

    `raw` holds the very bytes; `text` and `html` are the same content, for people. `handed_at`:
    when the relay was first handed the bytes and gave no answer, or took them; an unsent mail that
    carries it may have arrived, so only the same bytes may follow it. `doubts` counts how often no
    answer came. `withdrawn_at`: it was given up, and what it told is written anew. A person gets
    one mail of a `kind` for the day `digest_on`, where it has one. `held_at`: it waits for an
    administrator.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="mails"
    )
    kind = models.CharField(_("nature"), max_length=20)
    recipient = models.EmailField(_("destinataire"))
    subject = models.CharField(_("objet"), max_length=255)
    text = models.TextField(_("texte"))
    html = models.TextField("HTML")
    message_id = models.CharField("Message-ID", max_length=255, unique=True)
    digest_on = models.DateField(_("récapitulatif du"), null=True, blank=True)
    raw = models.BinaryField(_("octets"))
    state = models.CharField(
        _("état"), max_length=12, choices=ReminderState.choices, default=ReminderState.DUE
    )
    token = models.UUIDField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("tentatives"), default=0)
    doubts = models.PositiveSmallIntegerField(_("remises sans réponse"), default=0)
    retry_at = models.DateTimeField(_("prochain essai"), null=True, blank=True)
    error = models.TextField(_("erreur"), blank=True)
    created_at = models.DateTimeField(_("préparé le"))
    handed_at = models.DateTimeField(_("remis au relais le"), null=True, blank=True)
    sent_at = models.DateTimeField(_("envoyé le"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("retiré le"), null=True, blank=True)
    held_at = models.DateTimeField(_("retenu le"), null=True, blank=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "digest_on"],
                condition=models.Q(digest_on__isnull=False, withdrawn_at__isnull=True),
                name="one_mail_per_person_kind_and_day",
            ),
            models.CheckConstraint(
                name="sent_mail_has_its_moment",
                condition=models.Q(state=ReminderState.SENT, sent_at__isnull=False)
                | (~models.Q(state=ReminderState.SENT) & models.Q(sent_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="cancelled_mail_has_its_moment",
                condition=models.Q(state=ReminderState.CANCELLED, withdrawn_at__isnull=False)
                | (~models.Q(state=ReminderState.CANCELLED) & models.Q(withdrawn_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="sending_mail_has_a_token",
                condition=~models.Q(state=ReminderState.SENDING)
                | models.Q(token__isnull=False, claimed_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-sent_at"], name="mail_of_person"),
            models.Index(fields=["-sent_at", "-id"], name="mail_sent"),
            models.Index(
                fields=["state", "retry_at"],
                name="mail_unfinished",
                condition=models.Q(state__in=UNFINISHED),
            ),
            models.Index(
                fields=["-id"], name="mail_dead", condition=models.Q(state=ReminderState.DEAD)
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("reminders:detail", args=[self.pk])

    @property
    def badge(self) -> ReminderState:
        """Return where this message stands."""
        return ReminderState(self.state)


class Reminder(models.Model):
    """One stage of one revision of a due date, for one person: at most one message.

    `purpose`: an escalation or a correction is no stage of the ladder, and counts by itself.
    `on_behalf_of`: who answers for the date, when somebody else is told. `reached_on`: the day on
    which the stage fell. `on_site`: told by the site alone; `read_at`: seen there.
    """

    deadline = models.ForeignKey(Deadline, on_delete=models.CASCADE, related_name="reminders")
    revision = models.PositiveIntegerField(_("révision"))
    stage = models.SmallIntegerField(_("palier"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reminders"
    )
    purpose = models.CharField(max_length=12, choices=Purpose.choices, default=Purpose.LADDER)
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reminders_for_others",
    )
    reached_on = models.DateField(_("palier atteint le"), null=True, blank=True)
    on_site = models.BooleanField(_("sur le site seulement"), default=False)
    read_at = models.DateTimeField(_("lu le"), null=True, blank=True)
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
    held_at = models.DateTimeField(_("retenu le"), null=True, blank=True)
    planned_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = _("rappel")
        verbose_name_plural = _("rappels")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["deadline", "revision", "purpose", "stage", "person"],
                name="one_reminder_per_purpose_and_stage",
            ),
            models.CheckConstraint(
                name="sent_reminder_has_a_mail",
                condition=(
                    ~models.Q(state=ReminderState.SENT)
                    | models.Q(mail__isnull=False)
                    | models.Q(on_site=True)
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["person", "state"],
                name="reminder_waiting",
                condition=models.Q(state__in=UNFINISHED),
            ),
            models.Index(
                fields=["person", "-id"],
                name="reminder_told",
                condition=models.Q(state=ReminderState.SENT),
            ),
            models.Index(
                fields=["person"],
                name="reminder_unread",
                condition=models.Q(state=ReminderState.SENT, read_at__isnull=True),
            ),
            models.Index(
                fields=["token"], name="reminder_claim", condition=models.Q(token__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deadline} – palier {self.stage}"

    @property
    def badge(self) -> ReminderState:
        """Return where this reminder stands."""
        return ReminderState(self.state)


class Attempt(models.Model):
    """How far one claim of a message went; rows are added, never changed.

    `token` names the claim. The phase "connect" is noted with the claim, "data" just before the
    relay is asked to take the bytes, "done" with the relay's answer: `code` is 0 where none came.
    """

    mail = models.ForeignKey(Mail, on_delete=models.CASCADE, related_name="trace")
    token = models.UUIDField()
    phase = models.CharField(_("phase"), max_length=8, choices=Phase.choices)
    at = models.DateTimeField(_("moment"))
    code = models.PositiveSmallIntegerField(_("code"), default=0)
    answer = models.TextField(_("réponse du relais"), blank=True)

    objects = AttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("phase d’envoi")
        verbose_name_plural = _("phases d’envoi")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["mail", "token", "phase"], name="one_row_per_claim_and_phase"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_phase_display()} {self.answer}".strip()

    def save(self, **kwargs):
        """Add the row; refuse to change one."""
        if not self._state.adding:
            raise TypeError("an attempt is never changed")
        super().save(**kwargs)
