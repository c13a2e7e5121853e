from django.conf import settings
from django.db import migrations, models


def name_kinds(apps, schema_editor):
    mails = apps.get_model("reminders", "Mail").objects
    mails.filter(digest_on__isnull=False).update(kind="digest")
    mails.filter(digest_on__isnull=True).update(kind="single")


class Migration(migrations.Migration):

    dependencies = [
        ("reminders", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="mail", name="one_digest_per_person_and_morning"
        ),
        migrations.AddField(
            model_name="mail",
            name="kind",
            field=models.CharField(default="", max_length=20, verbose_name="nature"),
            preserve_default=False,
        ),
        migrations.RunPython(name_kinds, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="mail",
            constraint=models.UniqueConstraint(
                condition=models.Q(("digest_on__isnull", False), ("withdrawn_at__isnull", True)),
                fields=("person", "kind", "digest_on"),
                name="one_mail_per_person_kind_and_day",
            ),
        ),
    ]
