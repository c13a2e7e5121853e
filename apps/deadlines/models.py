"""One due date of one object, with the reason it is what it is."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.deadlines.querysets import DeadlineMoveQuerySet, DeadlineQuerySet
from apps.deadlines.states import DeadlineStatus, FeedScope
from apps.products.models import Event, Product
from apps.rules.book import RULES, Rule


def kind_choices() -> list[tuple[str, str]]:
    """Return every rule of the book as (code, label): what a due date can be of."""
    return [(code, rule.label) for code, rule in RULES.items()]


class Deadline(models.Model):
    """A row of the register. `kind` is the code of a rule of the book.

    `slot` tells apart several due dates of one kind on one object. `target_on` is the internal
    target, a working day before a legal date. `revision` grows each time the date moves: a
    reminder is for one revision, so a moved date never sends what was meant for the old one.
    `sequence` grows each time anything of the row changes: calendars replace what they hold.
    """

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="deadlines")
    subject_type = models.ForeignKey(ContentType, on_delete=models.PROTECT)
    subject_id = models.PositiveBigIntegerField()
    subject = GenericForeignKey("subject_type", "subject_id")
    kind = models.CharField(_("nature"), max_length=40, choices=kind_choices)
    slot = models.CharField(max_length=60, blank=True)
    title = models.CharField(_("ce qu’il faut faire"), max_length=255)
    url = models.CharField(max_length=255, blank=True)
    starts_on = models.DateField(_("compté depuis le"), null=True, blank=True)
    due_on = models.DateField(_("dernier jour"))
    target_on = models.DateField(_("cible interne"), null=True, blank=True)
    revision = models.PositiveIntegerField(_("révision"), default=1)
    sequence = models.PositiveIntegerField(_("numéro pour les agendas"), default=0, editable=False)
    status = models.CharField(
        max_length=10, choices=DeadlineStatus.choices, default=DeadlineStatus.OPEN
    )
    closed_on = models.DateField(_("close le"), null=True, blank=True)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("responsable"),
        on_delete=models.PROTECT,
        related_name="deadlines",
    )
    explanation = models.TextField(_("pourquoi cette date"), blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        verbose_name = _("échéance")
        verbose_name_plural = _("échéances")
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "kind", "slot"], name="deadline_per_slot"
            ),
            models.CheckConstraint(
                name="closed_deadline_has_a_day",
                condition=(
                    models.Q(status=DeadlineStatus.OPEN, closed_on__isnull=True)
                    | (~models.Q(status=DeadlineStatus.OPEN) & models.Q(closed_on__isnull=False))
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on", "id"],
                name="deadline_open_due",
                condition=models.Q(status=DeadlineStatus.OPEN),
            ),
            models.Index(
                fields=["kind", "due_on"],
                name="deadline_open_kind",
                condition=models.Q(status=DeadlineStatus.OPEN),
            ),
            models.Index(
                fields=["-closed_on", "-id"],
                name="deadline_closed",
                condition=~models.Q(status=DeadlineStatus.OPEN),
            ),
            models.Index(
                fields=["responsible", "due_on"],
                name="deadline_open_person",
                condition=models.Q(status=DeadlineStatus.OPEN),
            ),
            models.Index(
                fields=["product", "due_on"],
                name="deadline_open_product",
                condition=models.Q(status=DeadlineStatus.OPEN),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def rule(self) -> Rule:
        """Return the rule of the book that this date follows."""
        return RULES[self.kind]

    @property
    def badge(self) -> DeadlineStatus:
        """Return its status."""
        return DeadlineStatus(self.status)


class DeadlineMove(models.Model):
    """A due date went from one day to another, by what the journal line `event` tells.

    `revision` is the one that the move opened; `event` is empty when no act moved the date, only
    the register computed anew. `announced`: who knew the old day has been settled.
    """

    deadline = models.ForeignKey(Deadline, on_delete=models.CASCADE, related_name="moves")
    revision = models.PositiveIntegerField(_("révision"))
    from_on = models.DateField(_("ancien dernier jour"))
    to_on = models.DateField(_("nouveau dernier jour"))
    event = models.ForeignKey(
        Event, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    announced = models.BooleanField(default=False)
    moved_at = models.DateTimeField(auto_now_add=True)

    objects = DeadlineMoveQuerySet.as_manager()

    class Meta:
        verbose_name = _("déplacement d’échéance")
        verbose_name_plural = _("déplacements d’échéances")
        ordering = ["deadline", "revision"]
        constraints = [
            models.UniqueConstraint(fields=["deadline", "revision"], name="one_move_per_revision")
        ]
        indexes = [
            models.Index(
                fields=["id"], name="move_unannounced", condition=models.Q(announced=False)
            )
        ]

    def __str__(self) -> str:
        return f"{self.deadline} – {self.from_on} → {self.to_on}"


class CalendarFeed(models.Model):
    """The address at which a person's own calendar reads their due dates.

    Only the SHA-256 of its secret is kept: the address is shown once, when it is made. `revision`
    counts the changes, so that a page that is sent again renews nothing by accident.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feed"
    )
    digest = models.CharField(max_length=64, unique=True)
    whose = models.CharField(_("échéances"), max_length=4, choices=FeedScope.choices)
    revision = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField(_("adresse créée le"))
    last_read_at = models.DateTimeField(_("dernière lecture"), null=True, blank=True)

    class Meta:
        verbose_name = _("adresse d’agenda")
        verbose_name_plural = _("adresses d’agenda")

    def __str__(self) -> str:
        return str(self.user)
