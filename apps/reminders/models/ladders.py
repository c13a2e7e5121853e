"""Ladders: when to write about each kind of due date."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.deadlines.models import kind_choices

FURTHEST_STAGE = 366  # a bound of what may be typed, no delay: a year on either side


class Ladder(models.Model):
    """When to write about one kind of due date.

    `repeat`: after its last stage it goes on, every so many days, until the act is done.
    `escalate_after`: days late after which the manager is told. `optional`: everybody may keep
    these reminders on the site; otherwise one names somebody else first.
    """

    kind = models.CharField(
        _("nature d’échéance"),
        max_length=40,
        unique=True,
        choices=kind_choices,
    )
    repeat = models.PositiveSmallIntegerField(
        _("puis, en jours, à chaque fois"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(FURTHEST_STAGE)],
        help_text=_("Après le dernier palier, le rappel revient à ce rythme. Vide : il s’arrête."),
    )
    escalate_after = models.PositiveSmallIntegerField(
        _("escalade, en jours de retard"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(FURTHEST_STAGE)],
        help_text=_("Le responsable hiérarchique est alors prévenu, une fois. Vide : jamais."),
    )
    optional = models.BooleanField(
        _("facultative"),
        default=False,
        help_text=_("Chacun peut la garder sur le site, sans courriel ni remplaçant."),
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
    days_before = models.SmallIntegerField(
        _("jours avant (négatif : après)"),
        validators=[MinValueValidator(-FURTHEST_STAGE), MaxValueValidator(FURTHEST_STAGE)],
    )
    urgent = models.BooleanField(_("message à part, tout de suite"), default=False)

    class Meta:
        verbose_name = _("palier")
        verbose_name_plural = _("paliers")
        ordering = ["-days_before"]
        constraints = [
            models.UniqueConstraint(
                fields=["ladder", "days_before"],
                name="stage_per_ladder",
                violation_error_message=_("Cette échelle a déjà ce palier."),
            )
        ]

    def __str__(self) -> str:
        if self.days_before < 0:
            return f"J+{-self.days_before}"
        return f"J-{self.days_before}" if self.days_before else "J"
