"""Name the accounts of the demonstration on its sign-in page, and nowhere else."""

from django import template
from django.conf import settings

from apps.dashboard.demo import DEMO_PASSWORD, DEMO_PEOPLE

register = template.Library()


@register.inclusion_tag("account/_demo_people.html")
def demo_people() -> dict:
    """Draw the list of demo accounts; nothing outside the demonstration."""
    return {"people": DEMO_PEOPLE if settings.DEMO else [], "password": DEMO_PASSWORD}
