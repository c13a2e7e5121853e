"""The pages that are measured, and the portfolio that they show."""

from collections.abc import Callable

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from django.db.models import Count
from django.test import Client
from django.urls import reverse

from apps.dossiers.models import Dossier
from apps.dossiers.states import DossierState


def reach(size: int) -> None:
    """Seed until there are `size` dossiers, and let PostgreSQL see them as they are."""
    missing = size - Dossier.objects.count()
    if missing > 0:
        call_command("seed", dossiers=missing)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def measured_pages(floor: str) -> tuple[Callable[[str], None], dict[str, str]]:
    """Return what asks for a page as the person who leads everything, and the pages by name."""
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(get_user_model().objects.get(username="seed-0"))
    reviewed = Dossier.objects.filter(state=DossierState.INSTRUCTION)
    largest = reviewed.annotate(held=Count("proofs")).order_by("-held", "pk").first()
    portfolio = reverse("dashboard:portfolio")
    pages = {
        floor: "/plancher/",
        "home": reverse("dashboard:home"),
        "home, whole team": f"{reverse('dashboard:home')}?equipe=1",
        "portfolio": portfolio,
        "portfolio, filtered": f"{portfolio}?etat=instruction",
        "portfolio, filtered and sorted": f"{portfolio}?etat=instruction&tri=-horloge",
        "dossier, 350 proofs": largest.get_absolute_url(),
    }

    def ask(url: str) -> None:
        response = client.get(url)
        if response.status_code != 200:
            raise SystemExit(f"{url} answers {response.status_code}")

    return ask, pages
