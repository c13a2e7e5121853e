"""What people say about their reminders: how they want them, when they are away, what they do."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.deadlines.models import Deadline
from apps.reminders.querysets import AbsenceQuerySet
from apps.reminders.states import Channel

WEEKLY = "weekly_summary"


class Preference(models.Model):
    """How one person wants to hear of one kind of due date, or of the weekly summary.

    No row: as the ladder says. `substitute` gets the messages of a kind that the person keeps on
    the site although its ladder is not optional.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="preferences"
    )
    kind = models.CharField(_("nature"), max_length=40)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.DIGEST)
    substitute = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = _("préférence")
        verbose_name_plural = _("préférences")
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="preference_per_kind")
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.kind} – {self.channel}"


class Absence(models.Model):
    """A person is away, first and last day included; `delegate` is written to meanwhile."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="absences"
    )
    starts_on = models.DateField(_("premier jour d’absence"))
    ends_on = models.DateField(_("dernier jour d’absence"))
    delegate = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("remplaçant"),
        on_delete=models.PROTECT,
        related_name="delegations",
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="absence_ends_after_it_starts",
                condition=models.Q(ends_on__gte=models.F("starts_on")),
            ),
            models.CheckConstraint(
                name="absence_names_somebody_else",
                condition=~models.Q(delegate=models.F("person")),
            ),
        ]
        indexes = [models.Index(fields=["person", "ends_on"], name="absence_of_person")]

    def __str__(self) -> str:
        return f"{self.person} – {self.starts_on} → {self.ends_on}"


class Acknowledgement(models.Model):
    """Somebody works on a due date until a day: what falls before its due day waits meanwhile.

    It holds for one revision and one responsible person: another date or another person is told.
    """

    deadline = models.ForeignKey(
        Deadline, on_delete=models.CASCADE, related_name="acknowledgements"
    )
    revision = models.PositiveIntegerField()
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    until_on = models.DateField(_("jusqu’au"))
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    given_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("prise en charge")
        verbose_name_plural = _("prises en charge")
        constraints = [
            models.UniqueConstraint(
                fields=["deadline", "revision", "responsible"], name="one_acknowledgement"
            )
        ]

    def __str__(self) -> str:
        return f"{self.deadline} – {self.until_on}"
