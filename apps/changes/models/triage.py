"""The answers that decided what a modification does to conformity; kept as they were given."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.changes.models.change import ChangeRecord
from apps.changes.states import Answer, Outcome
from apps.frameworks.models import Requirement


def _answer_field(label) -> models.CharField:
    return models.CharField(label, max_length=8, choices=Answer.choices)


class Triage(models.Model):
    """One round of answers about a modification. Append-only: doubts lead to a second round."""

    change = models.ForeignKey(ChangeRecord, on_delete=models.PROTECT, related_name="triages")
    function_answer = _answer_field(_("fonction montrée par les preuves"))
    requirement_answer = _answer_field(_("exigence du catalogue"))
    component_answer = _answer_field(_("composant tiers"))
    security_answer = _answer_field(_("sécurité et hébergement"))
    functions = models.TextField(_("fonctions qui changent"), blank=True)
    requirements = models.ManyToManyField(
        Requirement, verbose_name=_("exigences touchées"), blank=True, related_name="+"
    )
    component = models.CharField(_("composant qui change"), max_length=420, blank=True)
    comment = models.TextField(_("commentaire"), blank=True)
    verdict = models.CharField(_("conclusion"), max_length=10, choices=Outcome.choices)
    occurred_on = models.DateField(_("répondu le"))
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("évaluation d’impact")
        verbose_name_plural = _("évaluations d’impact")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="triage_verdict_is_known", condition=models.Q(verdict__in=Outcome.values)
            )
        ]

    def __str__(self) -> str:
        return f"{self.change} : {self.get_verdict_display()}"

    @property
    def badge(self) -> Outcome:
        """Return the conclusion with its words and tone."""
        return Outcome(self.verdict)

    @property
    def product(self):
        """Return the product whose members may see this row."""
        return self.change.product
