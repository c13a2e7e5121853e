"""The accounts of the demonstration, which its sign-in page names."""

from django.utils.translation import gettext_lazy as _

DEMO_PASSWORD = "demo-segurtrack"  # noqa: S105 - public on purpose, the demonstration prints it

DEMO_PEOPLE = [
    ("claire", _("Pilotage : fait avancer les dossiers")),
    ("karim", _("Contribution : dépose les preuves")),
    ("paul", _("Lecture : consulte")),
    ("admin", _("Administration : personnes et catalogues")),
]
