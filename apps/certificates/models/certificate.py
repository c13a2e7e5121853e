"""A certificate of the fleet, the mailboxes that hear of its end, the steps of its renewal."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, transition
from simple_history.models import HistoricalRecords

from apps.certificates.models.holder import Held
from apps.certificates.models.papers import CertificateOrder
from apps.certificates.querysets import CertificateQuerySet
from apps.certificates.states import (
    ISSUED,
    Environment,
    Offer,
    Purpose,
    RenewalStep,
    RevocationGround,
    Usage,
)
from apps.certificates.states import CertificateState as S
from apps.core.models import Revised
from apps.core.tones import TonedChoices
from apps.products.models import Product

SERVER_ONLY = [Usage.SSL_SERV, Usage.S_MIME]


class Certificate(Held, Revised):
    """One certificate that a product uses.

    `valid_until` is the last day of validity, that of the X.509 file when it was read (E16), in
    Paris. `responsible` is the technical administrator: the site writes to them. `renewed_by` is
    the certificate that took its place, by renewal or by a new order after its end.
    """

    product = models.ForeignKey(
        Product, verbose_name=_("produit"), on_delete=models.PROTECT, related_name="certificates"
    )
    order = models.ForeignKey(
        CertificateOrder,
        verbose_name=_("commande"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="certificates",
    )
    name = models.CharField(
        _("nom du certificat"), max_length=200, help_text=_("Le nom (CN) inscrit dedans.")
    )
    offer = models.CharField(_("offre"), max_length=4, choices=Offer.choices)
    usage = models.CharField(_("usage"), max_length=8, choices=Usage.choices)
    purpose = models.CharField(
        _("service"), max_length=8, choices=Purpose.choices, default=Purpose.OTHER
    )
    environment = models.CharField(
        _("environnement"),
        max_length=4,
        choices=Environment.choices,
        default=Environment.PROD,
    )
    state = FSMField(_("état"), max_length=10, choices=S.choices, default=S.ACTIF, protected=True)
    state_on = models.DateField(_("dans cet état depuis le"))
    serial = models.CharField(_("numéro de série"), max_length=80, blank=True)
    issuer = models.CharField(_("émetteur"), max_length=400, blank=True)
    subject = models.CharField(_("sujet"), max_length=400, blank=True)
    key_type = models.CharField(_("clé"), max_length=20, blank=True)
    key_size = models.PositiveIntegerField(_("taille de la clé (bits)"), null=True, blank=True)
    fingerprint = models.CharField(_("empreinte SHA-256"), max_length=64, blank=True)
    pem = models.TextField(_("certificat (PEM)"), blank=True)
    issued_on = models.DateField(_("délivré le"), null=True, blank=True)
    valid_until = models.DateField(_("dernier jour de validité"), null=True, blank=True)
    installed_on = models.DateField(_("installé le"), null=True, blank=True)
    ans_notice_on = models.DateField(_("préavis de l’ANS reçu le"), null=True, blank=True)
    renewed_by = models.OneToOneField(
        "self",
        verbose_name=_("remplacé par"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaces",
    )
    renewed_on = models.DateField(_("remplacé le"), null=True, blank=True)
    revoked_on = models.DateField(_("révoqué le"), null=True, blank=True)
    revocation_ground = models.CharField(
        _("motif de révocation"), max_length=16, choices=RevocationGround.choices, blank=True
    )
    given_up_on = models.DateField(_("sans remplacement depuis le"), null=True, blank=True)
    comment = models.TextField(_("commentaire"), blank=True)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("administrateur technique"),
        on_delete=models.PROTECT,
        related_name="certificates",
    )

    objects = CertificateQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("certificat")
        verbose_name_plural = _("certificats")
        ordering = ["valid_until", "pk"]
        constraints = [
            models.CheckConstraint(
                name="certificate_state_is_known", condition=models.Q(state__in=S.values)
            ),
            models.CheckConstraint(
                name="issued_certificate_has_its_days",
                condition=~models.Q(state__in=[*ISSUED, S.REVOQUE])
                | models.Q(issued_on__isnull=False, valid_until__isnull=False),
            ),
            models.CheckConstraint(
                name="ordered_certificate_has_no_day",
                condition=~models.Q(state=S.COMMANDE)
                | models.Q(issued_on__isnull=True, valid_until__isnull=True),
            ),
            models.CheckConstraint(
                name="certificate_ends_after_its_start",
                condition=models.Q(valid_until__isnull=True)
                | models.Q(valid_until__gte=models.F("issued_on")),
            ),
            models.CheckConstraint(
                name="renewed_certificate_says_by_which",
                condition=(
                    models.Q(renewed_by__isnull=True, renewed_on__isnull=True)
                    | models.Q(renewed_by__isnull=False, renewed_on__isnull=False)
                )
                & (~models.Q(state=S.RENOUVELE) | models.Q(renewed_by__isnull=False))
                & (~models.Q(state__in=[S.COMMANDE, S.ACTIF]) | models.Q(renewed_by__isnull=True)),
            ),
            models.CheckConstraint(
                name="revoked_certificate_says_why",
                condition=models.Q(state=S.REVOQUE, revoked_on__isnull=False)
                & ~models.Q(revocation_ground="")
                | ~models.Q(state=S.REVOQUE)
                & models.Q(revoked_on__isnull=True, revocation_ground=""),
            ),
            models.CheckConstraint(
                name="only_an_expired_certificate_is_given_up",
                condition=models.Q(given_up_on__isnull=True) | models.Q(state=S.EXPIRE),
            ),
            models.CheckConstraint(
                name="offer_has_that_usage",
                condition=models.Q(offer=Offer.SERV) & ~models.Q(usage=Usage.AUTH_CLI)
                | ~models.Q(offer=Offer.SERV) & ~models.Q(usage__in=SERVER_ONLY),
            ),
            models.UniqueConstraint(
                fields=["product", "fingerprint"],
                condition=~models.Q(fingerprint=""),
                name="one_certificate_per_fingerprint",
                violation_error_message=_("Ce certificat est déjà dans le parc de ce produit."),
            ),
            models.UniqueConstraint(
                fields=["product", "issuer", "serial"],
                condition=~models.Q(serial=""),
                name="one_certificate_per_serial",
                violation_error_message=_("Ce numéro de série est déjà dans le parc."),
            ),
        ]
        indexes = [
            models.Index(fields=["product", "valid_until", "id"], name="certificate_fleet"),
            models.Index(fields=["valid_until", "id"], name="certificate_expiry"),
            models.Index(
                fields=["valid_until"], name="certificate_active", condition=models.Q(state=S.ACTIF)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} – {self.holder}"

    def get_absolute_url(self) -> str:
        return reverse("certificates:detail", args=[self.pk])

    @property
    def badge(self) -> TonedChoices:
        """Return the state to show."""
        return S(self.state)

    @transition(state, S.COMMANDE, S.ACTIF)
    def activate(self, *, on, issued_on, valid_until):
        """It was collected on the platform."""
        self.state_on = on
        self.issued_on, self.valid_until = issued_on, valid_until

    @transition(state, S.ACTIF, S.RENOUVELE)
    def renew(self, *, on, by_certificate):
        """Another one took its place while it was still valid."""
        self.state_on = self.renewed_on = on
        self.renewed_by = by_certificate

    @transition(state, S.ACTIF, S.EXPIRE)
    def expire(self, *, on):
        """Its last day is over."""
        self.state_on = on

    @transition(state, S.ACTIF, S.REVOQUE)
    def revoke(self, *, on, ground):
        """The IGC-Santé revoked it, for good."""
        self.state_on = self.revoked_on = on
        self.revocation_ground = ground


class NotificationEmail(models.Model):
    """A mailbox to which the ANS writes before the end of a certificate."""

    certificate = models.ForeignKey(Certificate, on_delete=models.CASCADE, related_name="emails")
    email = models.EmailField(_("adresse"))
    is_shared_mailbox = models.BooleanField(_("boîte partagée ou générique"), default=False)
    has_captcha = models.BooleanField(_("protégée par un CAPTCHA"), default=False)

    class Meta:
        verbose_name = _("adresse d’alerte")
        verbose_name_plural = _("adresses d’alerte")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["certificate", "email"], name="one_row_per_mailbox")
        ]

    def __str__(self) -> str:
        return self.email


class RenewalCheck(models.Model):
    """One step of the renewal of a certificate that is done."""

    certificate = models.ForeignKey(Certificate, on_delete=models.CASCADE, related_name="checks")
    step = models.CharField(_("étape"), max_length=12, choices=RenewalStep.choices)
    done_on = models.DateField(_("faite le"))
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("étape de renouvellement")
        verbose_name_plural = _("étapes de renouvellement")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["certificate", "step"], name="one_row_per_step")
        ]

    def __str__(self) -> str:
        return self.get_step_display()
