import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def one_subject():
    return models.Q(
        models.Q(('institution__isnull', False), ('region__isnull', True)),
        models.Q(('institution__isnull', True), ('region__isnull', False)),
        _connector='OR',
    )


class Migration(migrations.Migration):

    dependencies = [
        ('institutions', '0001_initial'),
        ('reports', '0004_log_trigger'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField('notice', 'mail_held_until', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='mail in hand until')),
        migrations.AddField('notice', 'mail_begun_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='mail begun at')),
        migrations.AddField('notice', 'mail_tries', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='failed tries to mail')),
        migrations.CreateModel(
            name='ExtensionRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('wished', models.DateTimeField(verbose_name='wished deadline')),
                ('reason', models.CharField(max_length=300, verbose_name='reason')),
                ('status', models.CharField(choices=[('open', 'waiting for the bureau'), ('granted', 'granted'), ('refused', 'refused')], default='open', max_length=10, verbose_name='status')),
                ('asked_at', models.DateTimeField(auto_now_add=True, verbose_name='asked at')),
                ('answer', models.CharField(blank=True, max_length=300, verbose_name='answer of the bureau')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered at')),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='asked by')),
                ('extension', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='request', to='reports.extension', verbose_name='extension')),
                ('institution', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='extension_requests', to='institutions.institution', verbose_name='institution')),
                ('region', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='extension_requests', to='institutions.region', verbose_name='region')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='extension_requests', to='institutions.round', verbose_name='round')),
            ],
            options={
                'verbose_name': 'request for an extension',
                'verbose_name_plural': 'requests for an extension',
                'ordering': ['asked_at', 'pk'],
                'constraints': [
                    models.CheckConstraint(condition=one_subject(), name='extension_request_has_one_subject', violation_error_message='Name an institution or a region, not both.'),
                    models.UniqueConstraint(condition=models.Q(('institution__isnull', False), ('status', 'open')), fields=('round', 'institution'), name='extension_request_one_open_of_institution'),
                    models.UniqueConstraint(condition=models.Q(('region__isnull', False), ('status', 'open')), fields=('round', 'region'), name='extension_request_one_open_of_region'),
                ],
            },
        ),
    ]
