from django.db import migrations
from django.db.models import F


def settle(apps, schema_editor):
    """Rows written before stages had a day, and before the site listed what was told."""
    reminders = apps.get_model("reminders", "Reminder").objects
    reminders.filter(reached_on=None).update(reached_on=F("planned_on"))
    reminders.filter(state="sent", read_at=None).update(read_at=F("updated_at"))


class Migration(migrations.Migration):
    dependencies = [("reminders", "0003_ladders_and_people")]

    operations = [migrations.RunPython(settle, migrations.RunPython.noop)]
