"""Configuration of the reminders app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from apps.reminders import checks

__all__ = ["RemindersConfig", "checks"]


class RemindersConfig(AppConfig):
    name = "apps.reminders"
    verbose_name = _("Rappels")
