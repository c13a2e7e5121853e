"""What was done to many proofs at once, and what they were before: the ground of an undo."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.dossiers.models.answers import ProofVerdict
from apps.dossiers.models.dossier import Dossier
from apps.dossiers.models.proofs import DossierPart, ExpectedProof
from apps.dossiers.querysets import ProofBatchQuerySet


class ProofBatch(DossierPart):
    """One act on many proofs of a dossier; `sentence` says it to people."""

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="batches")
    sentence = models.CharField(_("acte"), max_length=400)
    done_at = models.DateTimeField(_("fait le"))
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(_("annulé le"), null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = ProofBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("acte groupé")
        verbose_name_plural = _("actes groupés")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="batch_undone_has_its_author",
                condition=models.Q(undone_at__isnull=True, undone_by__isnull=True)
                | models.Q(undone_at__isnull=False, undone_by__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.sentence


class BatchItem(models.Model):
    """One proof of a batch: its person and target before and after, or the verdict it was given."""

    batch = models.ForeignKey(ProofBatch, on_delete=models.CASCADE, related_name="items")
    proof = models.ForeignKey(ExpectedProof, on_delete=models.CASCADE, related_name="+")
    verdict = models.ForeignKey(ProofVerdict, on_delete=models.CASCADE, null=True, related_name="+")
    former_responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    former_target_on = models.DateField(null=True)
    given_responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    given_target_on = models.DateField(null=True)

    class Meta:
        verbose_name = _("preuve d’un acte groupé")
        verbose_name_plural = _("preuves d’un acte groupé")
        constraints = [
            models.UniqueConstraint(fields=["batch", "proof"], name="proof_once_per_batch")
        ]

    def __str__(self) -> str:
        return f"{self.batch} : {self.proof}"
