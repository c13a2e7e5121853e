"""Check that a stored file may answer for an object of a product."""

from django.utils.translation import gettext as _

from apps.core.refusals import Invalid
from apps.evidence.models import EvidenceVersion
from apps.products.models import Product


def check_file(version: EvidenceVersion, product: Product, *, field: str = "version") -> None:
    """Refuse a file of another product, or one that the antivirus stopped."""
    if version.evidence.product_id != product.pk:
        raise Invalid(
            _("Ce fichier appartient à un autre produit : déposez-le dans celui-ci."), field=field
        )
    if version.blob.is_infected:
        raise Invalid(_("Ce fichier est signalé comme infecté : déposez-en un autre."), field=field)
