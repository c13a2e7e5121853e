"""The health of the site: what each app says of itself, by name.

`settings.HEALTH_CHECKS` names functions `(*, now) -> {check: whether all is well}`; apps are not
imported here, so that this one stays below them.
"""

import logging
from datetime import datetime

from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string

logger = logging.getLogger(__name__)


def site_health(*, now: datetime) -> dict[str, bool]:
    """Return {check: whether all is well} at the moment `now`; a check that fails is not well."""
    found = _look("database", _database)
    for path in settings.HEALTH_CHECKS:
        found |= _look(path.rpartition(".")[2], lambda path=path: import_string(path)(now=now))
    return found


def _look(name: str, check) -> dict[str, bool]:
    try:
        return check()
    except Exception:
        logger.exception("Health: the check %s failed", name)
        return {name: False}


def _database() -> dict[str, bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return {"database": True}
