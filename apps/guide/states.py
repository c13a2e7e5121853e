"""Choices of the guide: by what an entry is filed, what it explains, how sure its source is."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.core.tones import Tone, TonedChoices


class Facet(models.TextChoices):
    """By what entries are filed, as the FAQ of the ANS files its own."""

    OFFER = "offre", _("Offre")
    COULOIR = "couloir", _("Couloir")
    DISPOSITIF = "dispositif", _("Dispositif")
    PRODUCT = "service", _("Produit ou service")
    THEME = "theme", _("Thème")


class AnchorKind(models.TextChoices):
    """Of what a page of the site asks for an explanation; the value is part of the address."""

    RULE = "regles", _("règle de délai")
    BLOCKER = "blocages", _("blocage")
    FIELD = "champs", _("champ")


class Certainty(TonedChoices):
    """How far the source of an entry can be relied on."""

    OFFICIAL = "official", Tone.GREEN, "patch-check", _("Texte ou page officielle")
    PARTIAL = "partial", Tone.AMBER, "patch-exclamation", _("Source incomplète : à vérifier")
    THIRD_PARTY = "third_party", Tone.AMBER, "people", _("Source tierce : à vérifier")
    OWN = "own", Tone.BLUE, "shield-check", _("Choix de SegurTrack")
