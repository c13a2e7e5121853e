"""Rounds: what was deposited to the ANS, frozen line by line, with a digest of the whole."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.dossiers.models.dossier import Dossier
from apps.dossiers.models.manifest import digest_of
from apps.dossiers.models.proofs import DossierChapter, DossierPart, ExpectedProof
from apps.dossiers.models.review import ReviewEvent
from apps.dossiers.querysets import FrozenQuerySet, RoundQuerySet
from apps.dossiers.states import WRITTEN, DepositKind, Nature
from apps.evidence.models import EvidenceVersion


class Round(DossierPart):
    """A deposit to the ANS, frozen: which file answered which proof, with its SHA-256.

    `chapter`: what was deposited, None for the whole dossier. `event`: the fact of the review that
    it came with; voiding it voids the round. `taken_back_on`: a chapter submitted by mistake.
    `facts`: who, what and the clock of that day, in the words of that day. `digest`: the SHA-256
    of the manifest, see `apps/dossiers/models/manifest.py`.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="rounds")
    number = models.PositiveIntegerField(_("tour"))
    chapter = models.ForeignKey(
        DossierChapter,
        verbose_name=_("chapitre"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="rounds",
    )
    deposited_on = models.DateField(_("déposé le"))
    event = models.ForeignKey(
        ReviewEvent, on_delete=models.PROTECT, null=True, blank=True, related_name="rounds"
    )
    taken_back_on = models.DateField(_("repris le"), null=True, blank=True)
    facts = models.JSONField(_("en-tête"), default=dict)
    digest = models.CharField(_("empreinte du manifeste"), max_length=64)
    recorded_at = models.DateTimeField(_("noté le"), auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("tour")
        verbose_name_plural = _("tours")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "number"], name="round_number_per_dossier")
        ]

    def __str__(self) -> str:
        return f"Tour {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("dossiers:round", args=[self.pk])

    @property
    def badge(self) -> DepositKind:
        """Return what kind of deposit it was, with its words and tone."""
        if self.event_id:
            return DepositKind(self.event.kind)
        return DepositKind.CHAPTER if self.chapter_id else DepositKind.EARLY

    @property
    def is_voided(self) -> bool:
        """Return whether it counts no more: its fact was voided, or its chapter taken back."""
        voided = self.event_id is not None and self.event.voided_at is not None
        return voided or self.taken_back_on is not None

    @property
    def order_key(self) -> tuple:
        """Return what places it among the facts of the review: its day, then its moment."""
        return self.deposited_on, self.recorded_at

    @property
    def is_intact(self) -> bool:
        """Return whether the rows still say what they said on the day of the deposit."""
        return digest_of(self, self.items.all()) == self.digest


class RoundItem(models.Model):
    """One line of a round's manifest: written once, never changed.

    A written answer has its `words` here, and no version; `filename`, `sha256` and `size` are then
    those of the text file that the bundle makes of it.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="items")
    proof = models.ForeignKey(ExpectedProof, on_delete=models.CASCADE, related_name="deposits")
    reference = models.CharField(_("N° preuve"), max_length=60)
    requirement = models.CharField(_("exigence"), max_length=60, blank=True)
    version = models.ForeignKey(
        EvidenceVersion, on_delete=models.PROTECT, null=True, related_name="+"
    )
    nature = models.CharField(max_length=8, choices=Nature.choices, default=Nature.FILE)
    words = models.TextField(_("réponse écrite"), blank=True)
    version_number = models.PositiveIntegerField(_("version"), default=1)
    filename = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(_("taille en octets"), default=0)

    objects = FrozenQuerySet.as_manager()

    class Meta:
        verbose_name = _("ligne du tour")
        verbose_name_plural = _("lignes du tour")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="line_is_a_file_or_words",
                condition=models.Q(nature=Nature.FILE, version__isnull=False, words="")
                | (models.Q(nature__in=WRITTEN, version__isnull=True) & ~models.Q(words="")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.reference} : {self.filename}"

    def save(self, *args, **kwargs):
        """Write a new line; refuse to change one."""
        if self.pk:
            raise TypeError("a line of a round never changes")
        super().save(*args, **kwargs)

    @property
    def badge(self) -> Nature:
        """Return what it is made of, with its word and icon."""
        return Nature(self.nature)
