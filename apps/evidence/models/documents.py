"""Documents, their versions, and what people checked in them."""

from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.core.models import Revised
from apps.evidence.models.contents import Blob
from apps.evidence.querysets import EvidenceQuerySet, EvidenceVersionQuerySet
from apps.evidence.states import SIGNED_KINDS, EvidenceKind, Language
from apps.evidence.wording import CHECKLISTS, CheckItem
from apps.products.models import Product


class Evidence(models.Model):
    """A document of a product, through its versions; one document answers many proofs."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="evidence")
    title = models.CharField(_("intitulé"), max_length=255)
    kind = models.CharField(
        _("nature"), max_length=24, choices=EvidenceKind.choices, default=EvidenceKind.OTHER
    )
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["product", "kind"])]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{reverse('evidence:list', args=[self.product_id])}#document-{self.pk}"


class EvidenceVersion(Revised):
    """One deposit of a document. `document_on` is the date written on it, not the upload's.

    `language`, `signed` and `tsp` are what a person says of the document: `signed` is None until
    somebody does, `tsp` names the trust service provider of the signature.
    """

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="versions")
    filename = models.CharField(_("nom du fichier"), max_length=255)
    document_on = models.DateField(_("date du document"), null=True, blank=True)
    comment = models.TextField(_("commentaire"), blank=True)
    language = models.CharField(
        _("langue"), max_length=5, choices=Language.choices, blank=True, default=""
    )
    signed = models.BooleanField(_("signé électroniquement"), null=True, default=None)
    tsp = models.CharField(
        _("prestataire de confiance (TSP)"), max_length=120, blank=True, default=""
    )
    uploaded_at = models.DateTimeField(_("déposé le"), auto_now_add=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = EvidenceVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version de document")
        verbose_name_plural = _("versions de document")
        ordering = ["evidence", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["evidence", "number"], name="number_per_evidence")
        ]

    def __str__(self) -> str:
        return f"{self.evidence} (v{self.number})"

    def get_absolute_url(self) -> str:
        return reverse("evidence:download", args=[self.pk])

    @property
    def can_be_seen(self) -> bool:
        """Return whether the site shows its content in a page: PDF, PNG and JPEG, not infected."""
        return self.blob.shows_inline and not self.blob.is_infected

    @property
    def product(self) -> Product:
        """Return the product whose members may see this file."""
        return self.evidence.product

    @property
    def asks_signature(self) -> bool:
        """Return whether its kind is worth what its signature is worth."""
        return self.evidence.kind in SIGNED_KINDS

    @property
    def doubts(self) -> list[Promise]:
        """Return what is still to be said of its signature, as sentences."""
        if not self.asks_signature:
            return []
        if self.signed is None:
            return [_("Dites si ce document est signé électroniquement.")]
        if self.signed and not self.tsp:
            return [_("Nommez le prestataire de confiance (TSP) de la signature.")]
        if not self.signed and self.evidence.kind == EvidenceKind.PASSI_FORM:
            return [_("Un formulaire PASSI doit être signé électroniquement par le prestataire.")]
        return []

    @property
    def checks(self) -> "Progress | None":
        """Return where its check-list stands, None when its kind has none; reads `ticks`."""
        items = CHECKLISTS.get(self.evidence.kind)
        return Progress(items, {tick.item: tick for tick in self.ticks.all()}) if items else None


class CheckTick(models.Model):
    """A point of a check-list that a person found in a version; unticked, the line goes."""

    version = models.ForeignKey(EvidenceVersion, on_delete=models.CASCADE, related_name="ticks")
    item = models.CharField(_("point"), max_length=40)
    ticked_at = models.DateTimeField(_("coché le"), auto_now_add=True)
    ticked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("point coché")
        verbose_name_plural = _("points cochés")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["version", "item"], name="tick_per_item")]

    def __str__(self) -> str:
        return f"{self.version} : {self.item}"


@dataclass(frozen=True)
class Progress:
    """A check-list with its ticks by code."""

    items: tuple[CheckItem, ...]
    ticks: dict[str, CheckTick]

    @property
    def total(self) -> int:
        """Return how many points there are."""
        return len(self.items)

    @property
    def done(self) -> int:
        """Return how many of them are ticked."""
        return sum(item.code in self.ticks for item in self.items)

    @property
    def lines(self) -> list[tuple[CheckItem, CheckTick | None]]:
        """Return each point with its tick, None where it is still open."""
        return [(item, self.ticks.get(item.code)) for item in self.items]
