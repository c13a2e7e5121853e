"""A real Celery worker, on the embedded broker, in a folder of its own."""

import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from apps.deadlines.tests.builders import make_deadline
from apps.products.tests.builders import make_team
from apps.reminders.tests.builders import make_ladder
from segurtrack.celery import app

CELERY = [sys.executable, "-m", "celery", "-A", "segurtrack"]
PATIENCE = 40


def test_beat_names_the_task_each_minute():
    app.loader.import_default_modules()
    entry = app.conf.beat_schedule["send what is due"]
    assert entry["task"] in app.tasks
    assert entry["schedule"].minute == set(range(60))


def environment(folder: Path) -> dict:
    """Return the environment of a process that sees the data of this test."""
    names = ("DATABASE_URL", "REDIS_URL", "EMAIL_URL")
    values = {name: value for name, value in os.environ.items() if name not in names}
    values["SEGURTRACK_VAR"] = str(folder)
    if connection.vendor == "postgresql":
        base, _slash, _name = os.environ["DATABASE_URL"].rpartition("/")
        values["DATABASE_URL"] = f"{base}/{connection.settings_dict['NAME']}"
        return values
    with sqlite3.connect(folder / "segurtrack.sqlite3") as copy:
        connection.connection.backup(copy)
    copy.close()
    return values


@pytest.mark.django_db(transaction=True)
def test_a_worker_sends_what_is_due(tmp_path):
    team = make_team()
    make_ladder([0], urgent=[0])
    make_deadline(team.product, timezone.localdate(), title="À faire ce jour")
    env = environment(tmp_path)
    worker = subprocess.Popen(
        [*CELERY, "worker", "--pool", "solo", "--loglevel", "info", "--without-mingle"],
        cwd=settings.BASE_DIR,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    try:
        call = [*CELERY, "call", "reminders.send_due_reminders"]
        subprocess.run(call, cwd=settings.BASE_DIR, env=env, check=True, capture_output=True)
        content = _first_mail(tmp_path / "mails", worker)
    finally:
        worker.terminate()
        said = worker.communicate(timeout=PATIENCE)[0].decode()
    assert b"To: alice@example.org" in content, said
    assert b"Auto-Submitted: auto-generated" in content, said


def _first_mail(folder: Path, worker) -> bytes:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and worker.poll() is None:
        for path in sorted(folder.glob("*.log")) if folder.exists() else ():
            if content := path.read_bytes():
                return content
        time.sleep(0.1)
    return b""
