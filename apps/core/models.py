"""Abstract models shared by the apps."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Revised(models.Model):
    """A row that counts its changes, so that a stale page is refused instead of obeyed."""

    revision = models.PositiveIntegerField(_("révision"), default=0, editable=False)

    class Meta:
        abstract = True
