"""The page of a dossier: who sees it, what each state shows, and what it costs."""

import pytest
from django.urls import reverse

from apps.dossiers.states import DossierState
from apps.dossiers.tests.builders import make_case_at

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", list(DossierState))
def test_the_page_opens_in_every_state(client, state):
    case = make_case_at(state)
    client.force_login(case.team.alice)

    response = client.get(case.dossier.get_absolute_url())

    assert response.status_code == 200
    assert str(case.dossier.badge.label) in response.content.decode()


@pytest.mark.parametrize("state", list(DossierState))
def test_chapter_opens_in_every_state(client, state):
    case = make_case_at(state)
    client.force_login(case.team.alice)

    for chapter in case.dossier.chapters.all():
        response = client.get(reverse("dossiers:chapter", args=[chapter.pk]))
        assert response.status_code == 200
