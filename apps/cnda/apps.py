"""Configuration of the cnda app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CndaConfig(AppConfig):
    name = "apps.cnda"
    verbose_name = _("CNDA")
