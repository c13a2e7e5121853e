"""The structure that holds a certificate: shared by certificates, orders and delegations."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.certificates.states import IdentifierKind, StructureType


class Held(models.Model):
    """Something that belongs to a client structure; the kind of number follows its type."""

    holder = models.CharField(_("structure titulaire"), max_length=200)
    structure_type = models.CharField(
        _("type de structure"), max_length=16, choices=StructureType.choices
    )
    identifier = models.CharField(
        _("identifiant"),
        max_length=20,
        blank=True,
        help_text=_(
            "SIRET ; RPPS rang pour un cabinet individuel ou de groupe. C’est le numéro de la "
            "commande."
        ),
    )

    class Meta:
        abstract = True

    @property
    def identifier_kind(self) -> IdentifierKind:
        """Return which number the structure orders on."""
        return StructureType(self.structure_type).identifier_kind
