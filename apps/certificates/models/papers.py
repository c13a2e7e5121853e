"""What surrounds certificates: the order, the card of the administrator, the delegation."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from apps.certificates.models.holder import Held
from apps.certificates.querysets import CpaCardQuerySet, OrderQuerySet
from apps.certificates.states import Environment, Offer
from apps.core.models import Revised
from apps.products.models import Product
from apps.products.querysets import ProductScopedQuerySet


class CertificateOrder(Held, Revised):
    """One form sent to the IGC-Santé: 413 for production, 414 for test.

    One form is enough for the certificates of the DMP and of INSi together (FAQ ANS).
    `requested_on` is the day it was sent; before that, both items of its check-list are ticked.
    """

    product = models.ForeignKey(
        Product,
        verbose_name=_("produit"),
        on_delete=models.PROTECT,
        related_name="certificate_orders",
    )
    offer = models.CharField(_("offre"), max_length=4, choices=Offer.choices)
    environment = models.CharField(_("environnement"), max_length=4, choices=Environment.choices)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("administrateur technique"),
        on_delete=models.PROTECT,
        related_name="certificate_orders",
    )
    opened_on = models.DateField(_("ouverte le"))
    type_ticked = models.BooleanField(_("case du type de certificat cochée"), default=False)
    usage_described = models.BooleanField(_("usage décrit"), default=False)
    requested_on = models.DateField(_("envoyée le"), null=True, blank=True)
    comment = models.TextField(_("commentaire"), blank=True)

    objects = OrderQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("commande de certificats")
        verbose_name_plural = _("commandes de certificats")
        ordering = ["-opened_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="sent_order_is_checked",
                condition=models.Q(requested_on__isnull=True)
                | models.Q(type_ticked=True, usage_described=True),
            ),
            models.CheckConstraint(
                name="order_days_follow_each_other",
                condition=models.Q(requested_on__isnull=True)
                | models.Q(requested_on__gte=models.F("opened_on")),
            ),
        ]

    def __str__(self) -> str:
        return gettext("Formulaire %(form)s – %(holder)s") % {
            "form": self.form,
            "holder": self.holder,
        }

    def get_absolute_url(self) -> str:
        return reverse("certificates:order", args=[self.pk])

    @property
    def form(self) -> str:
        """Return the number of the form."""
        return Environment(self.environment).form

    @property
    def sent(self) -> bool:
        """Return whether the form left."""
        return self.requested_on is not None


class CpaCard(Revised):
    """The card with which a technical administrator signs in to the IGC-Santé.

    Habilitations follow the person, not the card: a new card is a new row, and no certificate has
    ever heard of the old one (FAQ ANS).
    """

    product = models.ForeignKey(
        Product, verbose_name=_("produit"), on_delete=models.PROTECT, related_name="cpa_cards"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("porteur"),
        on_delete=models.PROTECT,
        related_name="cpa_cards",
    )
    number = models.CharField(_("numéro de la carte"), max_length=30)
    national_id = models.CharField(
        _("identifiant national"),
        max_length=12,
        blank=True,
        help_text=_("« 8 », puis les 11 chiffres du RPPS, s’il y en a un."),
    )
    since = models.DateField(_("en service depuis le"))
    valid_until = models.DateField(_("fin de validité"), null=True, blank=True)
    replaced_on = models.DateField(_("remplacée le"), null=True, blank=True)

    objects = CpaCardQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("carte CPA")
        verbose_name_plural = _("cartes CPA")
        ordering = ["person", "-since", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "person"],
                condition=models.Q(replaced_on__isnull=True),
                name="one_card_in_use",
            ),
            models.CheckConstraint(
                name="card_days_follow_each_other",
                condition=models.Q(replaced_on__isnull=True)
                | models.Q(replaced_on__gte=models.F("since")),
            ),
        ]

    def __str__(self) -> str:
        return gettext("Carte CPA %(number)s") % {"number": self.number}


class Delegation(Held, Revised):
    """The legal representative lets somebody else manage all or part of the certificates."""

    product = models.ForeignKey(
        Product, verbose_name=_("produit"), on_delete=models.PROTECT, related_name="delegations"
    )
    delegate = models.CharField(_("délégataire"), max_length=200)
    scope = models.CharField(_("périmètre"), max_length=300)
    starts_on = models.DateField(_("à partir du"))
    ends_on = models.DateField(_("jusqu’au"), null=True, blank=True)

    objects = ProductScopedQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("délégation")
        verbose_name_plural = _("délégations")
        ordering = ["holder", "-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="delegation_ends_after_it_starts",
                condition=models.Q(ends_on__isnull=True)
                | models.Q(ends_on__gte=models.F("starts_on")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.holder} → {self.delegate}"
