"""Roles on a product, and what each of them may do."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """Role of a person on one product, weakest first."""

    READER = "reader", _("Lecture")
    CONTRIBUTOR = "contributor", _("Contribution")
    LEAD = "lead", _("Pilotage")


class Action(StrEnum):
    """What a person asks to do with an object of a product."""

    VIEW = "view"  # see it
    CONTRIBUTE = "contribute"  # upload, enter facts
    LEAD = "lead"  # move states, open dossiers
    ADMINISTER = "administer"  # reference data, people, catalogues


ALLOWED_TO = {
    Role.READER: {Action.VIEW},
    Role.CONTRIBUTOR: {Action.VIEW, Action.CONTRIBUTE},
    Role.LEAD: {Action.VIEW, Action.CONTRIBUTE, Action.LEAD},
}
