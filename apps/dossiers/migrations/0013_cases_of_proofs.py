from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dossiers', '0012_answer_carried_from'),
        ('frameworks', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='expectedproof',
            name='case',
            field=models.PositiveSmallIntegerField(editable=False, null=True, verbose_name='cas'),
        ),
        migrations.AddField(
            model_name='expectedproof',
            name='case_kept',
            field=models.BooleanField(editable=False, null=True, verbose_name='cas retenu'),
        ),
        migrations.AddConstraint(
            model_name='expectedproof',
            constraint=models.CheckConstraint(condition=models.Q(('case_kept__isnull', True), models.Q(('case__isnull', False), ('case_kept', True)), models.Q(('case__isnull', False), ('state', 'non_applicable')), _connector='OR'), name='proof_of_another_case_is_not_applicable'),
        ),
    ]
