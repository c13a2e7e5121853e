import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0008_proof_batches"),
        ("evidence", "0004_download"),
        ("frameworks", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="proofanswer",
            name="nature",
            field=models.CharField(
                choices=[
                    ("file", "Document"),
                    ("text", "Texte"),
                    ("link", "Lien"),
                    ("run", "Identifiant d’exécution"),
                ],
                default="file",
                max_length=8,
                verbose_name="nature",
            ),
        ),
        migrations.AddField(
            model_name="proofanswer",
            name="words",
            field=models.TextField(blank=True, verbose_name="réponse écrite"),
        ),
        migrations.AddField(
            model_name="rounditem",
            name="nature",
            field=models.CharField(
                choices=[
                    ("file", "Document"),
                    ("text", "Texte"),
                    ("link", "Lien"),
                    ("run", "Identifiant d’exécution"),
                ],
                default="file",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="rounditem",
            name="words",
            field=models.TextField(blank=True, verbose_name="réponse écrite"),
        ),
        migrations.AlterField(
            model_name="proofanswer",
            name="version",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="answers",
                to="evidence.evidenceversion",
            ),
        ),
        migrations.AlterField(
            model_name="rounditem",
            name="version",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="evidence.evidenceversion",
            ),
        ),
        migrations.AddConstraint(
            model_name="proofanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("nature", "file"), ("version__isnull", False), ("words", "")),
                    models.Q(
                        ("nature__in", ["text", "link", "run"]),
                        ("version__isnull", True),
                        models.Q(("words", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="answer_is_a_file_or_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="rounditem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("nature", "file"), ("version__isnull", False), ("words", "")),
                    models.Q(
                        ("nature__in", ["text", "link", "run"]),
                        ("version__isnull", True),
                        models.Q(("words", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="line_is_a_file_or_words",
            ),
        ),
    ]
