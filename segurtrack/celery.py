"""The Celery application and its readable schedule.

The broker only wakes work up: the truth of every task is a row of the database, so a lost or
doubled message changes nothing. The broker itself is chosen in the settings.
"""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "segurtrack.settings")

app = Celery("segurtrack")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = {
    "send what is due": {
        "task": "reminders.send_due_reminders",
        "schedule": crontab(minute="*"),
    },
    "compare reminders with their ladders": {
        "task": "reminders.reconcile",
        "schedule": crontab(hour=7, minute=30),
    },
    "scan the files that wait": {
        "task": "evidence.scan_pending",
        "schedule": crontab(minute="*/3"),
    },
    "refresh what the calendar alone changes": {
        "task": "dossiers.refresh_clocks",
        "schedule": crontab(hour="0,6", minute=5),
    },
    "close the due dates of awards that are lost": {
        "task": "changes.close_dues_of_lost_awards",
        "schedule": crontab(hour="0,6", minute=15),
    },
    "mark the certificates that are over": {
        "task": "certificates.expire_certificates",
        "schedule": crontab(hour="0,6", minute=10),
    },
}
app.autodiscover_tasks()
