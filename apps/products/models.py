"""Publishers, products, versions, components, members, and the journal of what happened."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from apps.core.models import Revised
from apps.products.querysets import (
    ProductQuerySet,
    ProductScopedQuerySet,
    ProductVersionQuerySet,
    PublisherQuerySet,
)
from apps.products.states import Role

number_validator = RegexValidator(
    r"^[0-9A-Za-z][0-9A-Za-z ./-]*$",
    _("Un numéro ne contient que des chiffres, des lettres, des espaces et « . / - »."),
)


class Publisher(models.Model):
    """A publisher of health software, holder of the NIE (number given by the CNDA)."""

    name = models.CharField(_("nom"), max_length=200, unique=True)
    nie = models.CharField(  # noqa: DJ001 - several may still lack their number, none shares ""
        "NIE",
        max_length=30,
        null=True,
        blank=True,
        validators=[number_validator],
        help_text=_("Numéro d’identification de l’éditeur, attribué par le CNDA."),
    )
    siren = models.CharField(
        "SIREN", max_length=9, blank=True, validators=[RegexValidator(r"^\d{9}$")]
    )
    objects = PublisherQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("éditeur")
        verbose_name_plural = _("éditeurs")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("nie"),
                name="publisher_nie_ci",
                violation_error_code="nie",
                violation_error_message=_("Ce NIE est déjà celui d’un autre éditeur."),
            ),
            models.CheckConstraint(name="publisher_nie_not_empty", condition=~models.Q(nie="")),
        ]

    def __str__(self) -> str:
        return self.name


class Product(Revised):
    """A product followed by the team; everything else belongs to one."""

    publisher = models.ForeignKey(
        Publisher, verbose_name=_("éditeur"), on_delete=models.PROTECT, related_name="products"
    )
    name = models.CharField(_("nom"), max_length=200)
    nil = models.CharField(  # noqa: DJ001 - several may still lack their number, none shares ""
        "NIL",
        max_length=30,
        null=True,
        blank=True,
        validators=[number_validator],
        help_text=_(
            "Numéro du logiciel, attribué par le CNDA à sa création. "
            "Inconnu ? Demandez-le à la relation client du CNDA, depuis l’espace personnel."
        ),
    )
    convergence_reference = models.CharField(
        _("référence produit Convergence"),
        max_length=60,
        blank=True,
        help_text=_("Donnée par Convergence ; ce n’est pas le NIL."),
    )
    is_dmn = models.BooleanField(_("dispositif médical numérique"), default=False)
    embeds_eai_engine = models.BooleanField(
        _("embarque un moteur EAI"),
        default=False,
        help_text=_("Un moteur EAI embarqué demande toujours une homologation en propre."),
    )
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("responsable"),
        on_delete=models.PROTECT,
        related_name="responsible_products",
    )
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, through="ProductMembership", related_name="products"
    )

    objects = ProductQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("produit")
        verbose_name_plural = _("produits")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["publisher", "name"],
                name="product_name_per_publisher",
                violation_error_message=_("Cet éditeur a déjà un produit de ce nom."),
            ),
            models.UniqueConstraint(
                Lower("nil"),
                name="product_nil_ci",
                violation_error_code="nil",
                violation_error_message=_("Ce NIL est déjà celui d’un autre produit."),
            ),
            models.CheckConstraint(name="product_nil_not_empty", condition=~models.Q(nil="")),
        ]
        indexes = [models.Index(fields=["name", "id"], name="product_by_name")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("products:detail", args=[self.pk])

    @property
    def product(self) -> "Product":
        """Return itself: the policy asks every object for its product."""
        return self


class ProductVersion(models.Model):
    """One version of a product: what a dossier or a CNDA request is about."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="versions")
    label = models.CharField(_("version"), max_length=60)
    released_on = models.DateField(_("mise à disposition le"), null=True, blank=True)

    objects = ProductVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["product", "label"]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "label"],
                name="version_label_per_product",
                violation_error_message=_("Ce produit a déjà une version de ce nom."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.product} {self.label}"


class Component(models.Model):
    """A third-party solution inside a product (montage), with the NIL of its vendor."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="components")
    name = models.CharField(_("nom"), max_length=200)
    vendor = models.CharField(_("éditeur tiers"), max_length=200)
    nil = models.CharField("NIL", max_length=30, blank=True, validators=[number_validator])

    objects = ProductScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("composant tiers")
        verbose_name_plural = _("composants tiers")
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name} ({self.vendor})"


class ProductMembership(models.Model):
    """The role of a person on a product. Nobody changes their own (FAQ ANS, comptes)."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(_("rôle"), max_length=12, choices=Role.choices, default=Role.READER)

    objects = ProductScopedQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("accès")
        verbose_name_plural = _("accès")
        constraints = [
            models.UniqueConstraint(fields=["product", "user"], name="one_role_per_product")
        ]
        indexes = [models.Index(fields=["user", "product", "role"])]

    def __str__(self) -> str:
        return f"{self.user} : {self.get_role_display()} sur {self.product}"


class Event(models.Model):
    """One line of a product's journal: what happened to which object, when, noted by whom.

    Append-only: a wrong fact gets a second line that says so.
    """

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="events")
    subject_type = models.ForeignKey(ContentType, on_delete=models.PROTECT)
    subject_id = models.PositiveBigIntegerField()
    subject = GenericForeignKey("subject_type", "subject_id")
    verb = models.CharField(max_length=60)
    sentence = models.TextField(_("ce qui s’est passé"))
    before = models.CharField(max_length=60, blank=True)
    after = models.CharField(max_length=60, blank=True)
    note = models.TextField(blank=True)
    occurred_on = models.DateField(_("survenu le"))
    recorded_at = models.DateTimeField(_("noté le"), auto_now_add=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = ProductScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("événement")
        verbose_name_plural = _("journal")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-id"]),
            models.Index(fields=["product", "-id"]),
        ]

    def __str__(self) -> str:
        return self.sentence
