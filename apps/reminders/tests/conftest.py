"""What the tests of reminders share."""

import pytest

from apps.products.tests.builders import make_team
from apps.reminders.tests.builders import FlakyRelay


@pytest.fixture
def team(db):
    """Return a product with its people."""
    return make_team()


@pytest.fixture
def relay(settings):
    """Return a mail backend of the test that can be told to refuse, cut or be away."""
    settings.EMAIL_BACKEND = "apps.reminders.tests.builders.FlakyRelay"
    FlakyRelay.taken, FlakyRelay.trouble, FlakyRelay.away = [], [], False
    FlakyRelay.before = None
    return FlakyRelay
