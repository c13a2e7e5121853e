import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0003_tray"),
        ("evidence", "0002_initial"),
        ("frameworks", "0001_initial"),
        ("products", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="proofverdict",
            name="message",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="evidence.evidenceversion",
                verbose_name="message joint",
            ),
        ),
        migrations.AddField(
            model_name="round",
            name="chapter",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rounds",
                to="dossiers.dossierchapter",
                verbose_name="chapitre",
            ),
        ),
        migrations.AddField(
            model_name="round",
            name="digest",
            field=models.CharField(
                default="", max_length=64, verbose_name="empreinte du manifeste"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="round",
            name="facts",
            field=models.JSONField(default=dict, verbose_name="en-tête"),
        ),
        migrations.AddField(
            model_name="round",
            name="recorded_at",
            field=models.DateTimeField(
                auto_now_add=True, default=django.utils.timezone.now, verbose_name="noté le"
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="round",
            name="taken_back_on",
            field=models.DateField(blank=True, null=True, verbose_name="repris le"),
        ),
        migrations.AddField(
            model_name="rounditem",
            name="requirement",
            field=models.CharField(blank=True, max_length=60, verbose_name="exigence"),
        ),
        migrations.AddField(
            model_name="rounditem",
            name="size",
            field=models.PositiveBigIntegerField(default=0, verbose_name="taille en octets"),
        ),
        migrations.AddField(
            model_name="rounditem",
            name="version_number",
            field=models.PositiveIntegerField(default=1, verbose_name="version"),
        ),
    ]
