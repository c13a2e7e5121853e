"""The environment of the tests, and what they leave out.

This module is read before Django's settings are: it alone decides what they see. TEST_DATABASE_URL
and TEST_REDIS_URL choose the services; nothing else of the caller's environment comes through.
"""

import os
import shutil
import tempfile

import django
import pytest

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "")
NOT_OURS = (
    "DATABASE_URL",
    "REDIS_URL",
    "EMAIL_URL",
    "EMAIL_TIMEOUT",
    "EMAIL_RELAY",
    "EMAIL_RELAY_LOG",
    "EMAIL_RELAY_KEY_HOURS",
    "REMINDERS_TASK_SECONDS",
    "REMINDERS_REAP_SECONDS",
    "CRASH_POINT",
    "SECRET_KEY",
    "SITE_URL",
    "ALLOWED_HOSTS",
    "DEBUG",
    "DEFAULT_FROM_EMAIL",
    "EVIDENCE_MAX_MIB",
    "EVIDENCE_INTERNAL_REDIRECT",
    "EVIDENCE_QUOTA_MIB",
    "STORAGE_URL",
    "CLAMD_URL",
    "CLAMD_MAX_MIB",
    "SESSION_HOURS",
    "TRUSTED_PROXIES",
    "PORT",
)
VAR = tempfile.mkdtemp(prefix=f"segurtrack-tests-{WORKER or 'main'}-")


def _environment() -> dict[str, str]:
    """Return the environment of the tests; each parallel worker has its own Redis base."""
    wanted = {
        "DJANGO_SETTINGS_MODULE": "segurtrack.settings",
        "SEGURTRACK_MODE": "test",
        "SEGURTRACK_VAR": VAR,
    }
    if url := os.environ.get("TEST_DATABASE_URL"):
        wanted["DATABASE_URL"] = url
    if url := os.environ.get("TEST_REDIS_URL"):
        base = int(WORKER.removeprefix("gw") or 0) if WORKER else 0
        wanted["REDIS_URL"] = f"{url.rstrip('/')}/{base}"
    return wanted


for _name in NOT_OURS:
    os.environ.pop(_name, None)
os.environ.update(_environment())
django.setup()
# A parallel worker inherits this environment: with the settings named in it, pytest-django would
# load them there before this module has chosen the worker's own folder.
del os.environ["DJANGO_SETTINGS_MODULE"]
pytest_plugins = ["tests.strictness"]


def pytest_unconfigure():
    """Take the session's own folder away."""
    shutil.rmtree(VAR, ignore_errors=True)


def pytest_report_header():
    """Say at the top what the suite runs on."""
    services = {"TEST_DATABASE_URL": "SQLite", "TEST_REDIS_URL": "no Redis"}
    return "services: " + ", ".join(
        name.split("_")[1].lower() if name in os.environ else default
        for name, default in services.items()
    )


def pytest_collection_modifyitems(config, items):
    """Leave out, and say why, what cannot run here."""
    postgres = os.environ.get("TEST_DATABASE_URL", "").startswith("postgres")
    reasons = {
        "browser": "browser" in (config.option.markexpr or "") or "drives Chromium: test-browser",
        "services": postgres or "needs PostgreSQL: make test-services",
        "rem": bool(os.environ.get("SEGURTRACK_REM_DIR"))
        or "SEGURTRACK_REM_DIR does not name the folder of the real workbooks",
    }
    for item in items:
        for marker, reason in reasons.items():
            if reason is not True and item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=reason))
