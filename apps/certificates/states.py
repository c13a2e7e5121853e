"""States of a certificate, and the words of the IGC-Santé: offers, usages, structures, grounds."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.core.tones import TonedChoices


class CertificateState(TonedChoices):
    """From the order to the end; « à renouveler » is no state, the calendar says it."""

    COMMANDE = "commande", "blue", "send", _("Commandé")
    ACTIF = "actif", "green", "patch-check", _("Actif")
    RENOUVELE = "renouvele", "grey", "arrow-repeat", _("Renouvelé")
    EXPIRE = "expire", "red", "hourglass-bottom", _("Expiré")
    REVOQUE = "revoque", "grey", "slash-circle", _("Révoqué")


FINAL = [CertificateState.RENOUVELE, CertificateState.EXPIRE, CertificateState.REVOQUE]
ISSUED = [CertificateState.ACTIF, CertificateState.RENOUVELE, CertificateState.EXPIRE]
"""The states in which a certificate surely has its dates; a revoked one has them too."""
ENDED = [CertificateState.EXPIRE, CertificateState.REVOQUE]
"""The states after which only a new order gives a certificate again (E17)."""


class Window(TonedChoices):
    """Where the calendar stands in the life of a certificate."""

    QUIET = "valide", "green", "patch-check", _("Valide, rien à faire")
    RENEW = "a_renouveler", "amber", "arrow-repeat", _("À renouveler")
    OVER = "expire", "red", "hourglass-bottom", _("Expiré")


class Offer(models.TextChoices):
    """What the IGC-Santé sells."""

    ORG = "ORG", _("ORG – personne morale")
    SERV = "SERV", _("SERV – service applicatif")
    PRO = "PRO", _("PRO – professionnel")
    PS = "PS", _("PS – professionnel de santé")


class Usage(models.TextChoices):
    """What the key of a certificate may do."""

    AUTH_CLI = "AUTH_CLI", _("Authentification (AUTH_CLI)")
    SIGN = "SIGN", _("Signature (SIGN)")
    CONF = "CONF", _("Chiffrement (CONF)")
    SSL_SERV = "SSL_SERV", _("Serveur TLS (SSL_SERV)")
    S_MIME = "S_MIME", _("Courrier (S/MIME)")


PERSONAL = (Usage.AUTH_CLI, Usage.SIGN, Usage.CONF)
USAGES_OF = {
    Offer.ORG: PERSONAL,
    Offer.SERV: (Usage.SSL_SERV, Usage.S_MIME, Usage.SIGN, Usage.CONF),
    Offer.PRO: PERSONAL,
    Offer.PS: PERSONAL,
}
"""The usages that each offer has."""


class Environment(models.TextChoices):
    """Where a certificate serves; the order form follows."""

    PROD = "prod", _("Production")
    TEST = "test", _("Test")

    @property
    def form(self) -> str:
        """Return the number of the form that orders for it."""
        return "413" if self == Environment.PROD else "414"


class Purpose(models.TextChoices):
    """The national service that the product reaches with the certificate."""

    DMP = "dmp", "DMP"
    INSI = "insi", "INSi"
    MSSANTE = "mssante", "MSSanté"
    OTHER = "autre", _("Autre service")


class IdentifierKind(models.TextChoices):
    """The number that a structure orders on."""

    SIRET = "siret", "SIRET"
    RPPS_RANG = "rpps_rang", _("RPPS rang")


class StructureType(models.TextChoices):
    """Kind of structure, as the Annuaire Santé has it: the procedure follows from it."""

    SOCIETE = "societe", _("Société d’exercice")
    INDIVIDUEL = "individuel", _("Cabinet individuel")
    GROUPE = "groupe", _("Cabinet de groupe")
    ETABLISSEMENT = "etablissement", _("Établissement ou centre de santé")
    EDITEUR = "editeur", _("Éditeur ou prestataire")
    AUTRE = "autre", _("Autre structure")

    @property
    def identifier_kind(self) -> IdentifierKind:
        """Return the number it orders on: practices on RPPS rang, all others on SIRET (FAQ)."""
        practice = self in (StructureType.INDIVIDUEL, StructureType.GROUPE)
        return IdentifierKind.RPPS_RANG if practice else IdentifierKind.SIRET


class RevocationGround(models.TextChoices):
    """Why a certificate is revoked (arrêté of 4 April 2022, art. 3)."""

    COMPROMISED = "compromission", _("Clé compromise ou divulguée")
    LOST = "perte", _("Perte ou vol")
    ENDED = "cessation", _("Fin d’activité")
    CHANGED = "donnee", _("Donnée du certificat modifiée")
    OTHER = "autre", _("Autre motif")


class RenewalStep(models.TextChoices):
    """The four steps of a renewal on the platform of the IGC-Santé, in order."""

    REQUEST = "demande", _("Se connecter à la plate-forme IGC-Santé et choisir la demande")
    VALIDATE = "validation", _("Valider le renouvellement")
    DOWNLOAD = "retrait", _("Télécharger le nouveau certificat")
    INSTALL = "installation", _("L’installer à la place de l’ancien")
