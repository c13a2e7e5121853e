import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dossiers', '0009_answers_in_words'),
        ('frameworks', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='expectedproof',
            name='aside_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='écartée par'),
        ),
        migrations.AddField(
            model_name='expectedproof',
            name='aside_on',
            field=models.DateField(editable=False, null=True, verbose_name='écartée le'),
        ),
        migrations.AddField(
            model_name='expectedproof',
            name='aside_reason',
            field=models.TextField(blank=True, editable=False, verbose_name='écartée parce que'),
        ),
        migrations.AddConstraint(
            model_name='expectedproof',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('aside_by__isnull', True), ('aside_on__isnull', True), ('aside_reason', '')), models.Q(('aside_by__isnull', False), ('aside_on__isnull', False), models.Q(('aside_reason', ''), _negated=True), ('state', 'non_applicable')), _connector='OR'), name='aside_proof_is_not_applicable'),
        ),
    ]
