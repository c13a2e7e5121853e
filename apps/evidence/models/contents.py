"""Contents of files, and the room that they may take."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.evidence.states import ScanState
from apps.products.models import Product
from apps.products.querysets import ProductScopedQuerySet

RECEIPT = 12
INLINE = {"application/pdf", "image/png", "image/jpeg"}


class Blob(models.Model):
    """One content, stored once under its SHA-256; never changed, never renamed.

    `signatures`: how many a PDF holds, valid or not; None when nobody looked.
    """

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
    signatures = models.PositiveSmallIntegerField(
        _("signatures électroniques trouvées"), null=True, editable=False
    )
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
