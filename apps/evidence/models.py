"""Files by their content, documents, and the versions that tie them together."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.evidence.querysets import (
    DownloadQuerySet,
    EvidenceQuerySet,
    EvidenceVersionQuerySet,
)
from apps.evidence.states import EvidenceKind, Origin, ScanState
from apps.products.models import Product
from apps.products.querysets import ProductScopedQuerySet

RECEIPT = 12
INLINE = {"application/pdf", "image/png", "image/jpeg"}


class Blob(models.Model):
    """One content, stored once under its SHA-256; never changed, never renamed."""

    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    size = models.PositiveBigIntegerField(_("taille en octets"))
    content_type = models.CharField(_("type"), max_length=120)
    scan_state = models.CharField(
        _("analyse"), max_length=12, choices=ScanState.choices, default=ScanState.PENDING
    )
    scan_detail = models.CharField(_("ce que dit l’antivirus"), max_length=200, blank=True)
    scanned_at = models.DateTimeField(_("analysé le"), null=True, blank=True)
    needs_scan = models.BooleanField(_("analyse attendue"), default=True)
    scan_failures = models.PositiveSmallIntegerField(_("analyses sans réponse"), default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    deposited_at = models.DateTimeField(_("déposé en dernier le"), auto_now_add=True)

    class Meta:
        verbose_name = _("contenu")
        verbose_name_plural = _("contenus")
        indexes = [
            models.Index(
                fields=["scan_failures", "id"],
                condition=models.Q(needs_scan=True),
                name="evidence_blob_to_scan",
            )
        ]

    def __str__(self) -> str:
        return self.sha256

    @property
    def badge(self) -> ScanState:
        """Return where the antivirus stands, with its colour."""
        return ScanState(self.scan_state)

    @property
    def is_infected(self) -> bool:
        """Return whether the antivirus condemned it: it is kept, and never served."""
        return self.scan_state == ScanState.INFECTED

    @property
    def receipt(self) -> str:
        """Return the beginning of the digest, enough to recognise a file by eye."""
        return self.sha256[:RECEIPT]

    @property
    def is_picture(self) -> bool:
        """Return whether a page may show it as a picture."""
        return self.content_type in INLINE - {"application/pdf"} and not self.is_infected

    @property
    def shows_inline(self) -> bool:
        """Return whether a browser may show it in place: types without active content."""
        return self.content_type in INLINE


class ProductQuota(models.Model):
    """The room that an administrator grants to the files of one product."""

    product = models.OneToOneField(
        Product, verbose_name=_("produit"), on_delete=models.CASCADE, related_name="+"
    )
    mebibytes = models.PositiveIntegerField(
        _("place accordée, en Mio"),
        null=True,
        blank=True,
        help_text=_("Vide : la place que le site accorde à chaque produit."),
    )

    objects = ProductScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("place d’un produit")
        verbose_name_plural = _("places des produits")
        ordering = ["product"]

    def __str__(self) -> str:
        return str(self.product)


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


class EvidenceVersion(models.Model):
    """One deposit of a document. `document_on` is the date written on it, not the upload's."""

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="versions")
    filename = models.CharField(_("nom du fichier"), max_length=255)
    document_on = models.DateField(_("date du document"), null=True, blank=True)
    comment = models.TextField(_("commentaire"), blank=True)
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


class Download(models.Model):
    """One line per file taken by a person; never changed, never deleted.

    `inline`: to look at it in the browser. `within`: the deposit that it was taken with.
    """

    version = models.ForeignKey(
        EvidenceVersion,
        verbose_name=_("version"),
        on_delete=models.PROTECT,
        related_name="downloads",
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("personne"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    inline = models.BooleanField(_("ouvert dans le navigateur"))
    origin = models.CharField(
        _("origine"), max_length=8, choices=Origin.choices, default=Origin.DIRECT
    )
    within = models.CharField(_("pris avec"), max_length=255, blank=True, default="")
    at = models.DateTimeField(_("pris le"))

    objects = DownloadQuerySet.as_manager()

    class Meta:
        verbose_name = _("téléchargement")
        verbose_name_plural = _("téléchargements")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.person} · {self.version}"

    @property
    def way(self) -> str:
        """Return, in words, how the person had the file."""
        if self.origin != Origin.DIRECT:
            return self.get_origin_display()
        return _("ouvert dans le navigateur") if self.inline else _("téléchargé")
