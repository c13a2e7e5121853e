"""Configuration of the changes app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChangesConfig(AppConfig):
    name = "apps.changes"
    verbose_name = _("Modifications")
