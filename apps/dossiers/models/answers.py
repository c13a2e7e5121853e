"""What answers an expected proof, and what the ANS said of it."""

from django.conf import settings
from django.db import models
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from apps.dossiers.models.proofs import ExpectedProof
from apps.dossiers.querysets import ProofAnswerQuerySet, ProofVerdictQuerySet
from apps.dossiers.states import WRITTEN, Nature
from apps.dossiers.states import ProofState as P
from apps.evidence.models import EvidenceVersion
from apps.frameworks.models import CatalogProof

TITLE_LENGTH = 80


class ProofAnswer(models.Model):
    """What was laid on an expected proof: a version of a document, or words; taken off, never
    deleted.

    `words`: the text, the https link or the number of a test run, as `nature` says; blank for a
    document. Words never change: to write them again takes one answer off and lays another.
    `reworded_from`: the wording that it answered, while the catalogue has changed it since and
    nobody has said that the answer still holds. None when nothing is in doubt.
    `carried_from`: the answer of the dossier that this one starts from, None when laid here.
    """

    proof = models.ForeignKey(ExpectedProof, on_delete=models.CASCADE, related_name="answers")
    version = models.ForeignKey(
        EvidenceVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="answers"
    )
    nature = models.CharField(
        _("nature"), max_length=8, choices=Nature.choices, default=Nature.FILE
    )
    words = models.TextField(_("réponse écrite"), blank=True)
    laid_on = models.DateField(_("posée le"))
    laid_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    removed_on = models.DateField(_("retirée le"), null=True, blank=True)
    ans_told = models.BooleanField(_("signalée à l’ANS comme preuve commune"), default=False)
    reworded_from = models.ForeignKey(
        CatalogProof, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    carried_from = models.ForeignKey(
        "self",
        verbose_name=_("reprise de"),
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )

    objects = ProofAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("réponse")
        verbose_name_plural = _("réponses")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["proof", "version"],
                condition=models.Q(removed_on__isnull=True),
                name="version_once_per_proof",
            ),
            models.CheckConstraint(
                name="answer_is_a_file_or_words",
                condition=models.Q(nature=Nature.FILE, version__isnull=False, words="")
                | (models.Q(nature__in=WRITTEN, version__isnull=True) & ~models.Q(words="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proof} ← {self.title}"

    @property
    def badge(self) -> Nature:
        """Return what it is made of, with its word and icon."""
        return Nature(self.nature)

    @property
    def title(self) -> str:
        """Return the name of the document, or how the words begin."""
        if self.version_id:
            return self.version.evidence.title
        return Truncator(" ".join(self.words.split())).chars(TITLE_LENGTH)

    @property
    def product(self):
        """Return the product whose members may see this row."""
        return self.proof.dossier.product


class ProofVerdict(models.Model):
    """What the ANS said of one proof, noted by the team; voided with a reason, never edited.

    `event`: the return that it came with, if any; `message`: the file of what the ANS wrote.
    """

    proof = models.ForeignKey(ExpectedProof, on_delete=models.CASCADE, related_name="verdicts")
    outcome = models.CharField(
        _("verdict"),
        max_length=16,
        choices=[(s.value, s.label) for s in (P.CONFORME, P.KO, P.INCOMPLETE)],
    )
    ground = models.TextField(_("motif"), blank=True)
    occurred_on = models.DateField(_("rendu le"))
    event = models.ForeignKey(
        "ReviewEvent",
        verbose_name=_("retour"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="verdicts",
    )
    message = models.ForeignKey(
        EvidenceVersion,
        verbose_name=_("message joint"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    voided_on = models.DateField(null=True, blank=True)
    void_reason = models.TextField(_("motif de l’annulation"), blank=True)

    objects = ProofVerdictQuerySet.as_manager()

    class Meta:
        verbose_name = _("verdict")
        verbose_name_plural = _("verdicts")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.proof} : {self.get_outcome_display()}"

    @property
    def badge(self) -> P:
        """Return the outcome with its words and tone."""
        return P(self.outcome)

    @property
    def product(self):
        """Return the product whose members may see this row."""
        return self.proof.dossier.product
