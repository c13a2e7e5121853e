"""The tray of a dossier: files received in the vault, not yet laid on any proof."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.dossiers.models.answers import ProofAnswer
from apps.dossiers.models.dossier import Dossier
from apps.dossiers.models.proofs import DossierPart, ExpectedProof
from apps.dossiers.querysets import TrayFileQuerySet
from apps.dossiers.states import OnConflict, Settled
from apps.evidence.models import Blob, EvidenceVersion
from apps.evidence.states import EvidenceKind


class TrayFile(DossierPart):
    """A file of the tray, with what will be made of it: which proofs, which document.

    `proofs`: those that it will answer, proposed by its name or chosen. `version`: what was made
    of it once laid; it serves again if the file is taken off and laid elsewhere. `replaced`: the
    drafts that laying it took off, put back if it is taken off. `refusal`: why the last try to
    lay it was refused.
    """

    dossier = models.ForeignKey(Dossier, on_delete=models.CASCADE, related_name="tray")
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="tray_files")
    filename = models.CharField(_("nom du fichier"), max_length=255)
    proofs = models.ManyToManyField(ExpectedProof, related_name="+", verbose_name=_("preuves"))
    title = models.CharField(_("intitulé"), max_length=255, blank=True)
    kind = models.CharField(
        _("nature"), max_length=24, choices=EvidenceKind.choices, default=EvidenceKind.DOCUMENT
    )
    document_on = models.DateField(_("date du document"), null=True, blank=True)
    on_conflict = models.CharField(
        _("si la preuve a déjà un fichier"),
        max_length=16,
        choices=OnConflict.choices,
        default=OnConflict.NEW_VERSION,
    )
    ans_told = models.BooleanField(_("l’ANS est prévenue que la preuve est commune"), default=False)
    refusal = models.TextField(blank=True)
    received_at = models.DateTimeField(_("reçu le"), auto_now_add=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    settled = models.CharField(
        _("suite"), max_length=12, choices=Settled.choices, default=Settled.WAITING
    )
    settled_on = models.DateField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.ForeignKey(
        EvidenceVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    replaced = models.ManyToManyField(ProofAnswer, related_name="+")

    objects = TrayFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("fichier à classer")
        verbose_name_plural = _("fichiers à classer")
        ordering = ["filename", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "blob"],
                condition=models.Q(settled=Settled.WAITING),
                name="content_waits_once_per_tray",
            ),
            models.CheckConstraint(
                name="tray_settled_has_its_day",
                condition=models.Q(settled=Settled.WAITING, settled_on__isnull=True)
                | (~models.Q(settled=Settled.WAITING) & models.Q(settled_on__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return self.filename

    @property
    def badge(self) -> Settled:
        """Return what became of it, with its words and tone."""
        return Settled(self.settled)
