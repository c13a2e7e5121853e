import django.db.models.deletion
from django.db import migrations, models


def copy_profile(apps, schema_editor):
    proofs = apps.get_model('frameworks', 'CatalogProof')
    requirement = apps.get_model('frameworks', 'Requirement').objects.filter(pk=models.OuterRef('requirement'))
    proofs.objects.update(profile=models.Subquery(requirement.values('profile')[:1]))


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('frameworks', '0003_catalogue_import'),
    ]

    operations = [
        migrations.RunPython(copy_profile, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='catalogproof',
            name='profile',
            field=models.ForeignKey(on_delete=django.db.models.deletion.RESTRICT, related_name='proofs', to='frameworks.profile'),
        ),
    ]
