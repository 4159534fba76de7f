import django.db.models.deletion
from django.db import migrations, models

from vmeste.foundation.tenancy.rows import GuardRows


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('networks', '0001_initial'),
        ('organisations', '0001_initial'),
        ('reference', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Partnership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('removed_at', models.DateTimeField(editable=False, null=True, verbose_name='removed at')),
                ('kind', models.CharField(choices=[('cooperation', 'cooperation'), ('mentoring', 'mentoring of a school'), ('resource', 'use of resources'), ('funding', 'support with money')], default='cooperation', max_length=15, verbose_name='kind')),
                ('maturity', models.PositiveSmallIntegerField(blank=True, choices=[(1, 'common goals'), (2, 'joint work'), (3, 'partnership')], null=True, verbose_name='stage of maturity')),
                ('starts_on', models.DateField(blank=True, null=True, verbose_name='since')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='ends before')),
                ('product', models.CharField(blank=True, max_length=300, verbose_name='what comes of it')),
                ('note', models.TextField(blank=True, max_length=2000, verbose_name='note')),
                ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='networks.network')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='partnerships', to='organisations.organisation', verbose_name='organisation')),
                ('partner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='partnerships_with', to='organisations.organisation', verbose_name='partner')),
            ],
            options={
                'verbose_name': 'partnership',
                'verbose_name_plural': 'partnerships',
                'ordering': ['-starts_on', 'id'],
                'indexes': [models.Index(fields=['network', 'starts_on', 'id'], name='partnerships_by_start'), models.Index(fields=['network', 'organisation'], name='partnerships_of'), models.Index(fields=['network', 'partner'], name='partnerships_with')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ends_on', None), ('removed_at', None)), fields=('network', 'organisation', 'partner', 'kind'), name='partnership_once', violation_error_message='This partnership is recorded already.'), models.CheckConstraint(condition=models.Q(('organisation', models.F('partner')), _negated=True), name='no_partnership_with_oneself', violation_error_message='An organisation is no partner of itself.'), models.CheckConstraint(condition=models.Q(('ends_on', None), ('starts_on', None), ('ends_on__gt', models.F('starts_on')), _connector='OR'), name='partnership_ends_after_start', violation_error_message='The partnership must end after it begins.')],
            },
        ),
        migrations.CreateModel(
            name='PartnershipDirection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('direction', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reference.direction', verbose_name='direction')),
                ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='networks.network')),
                ('partnership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='direction_rows', to='partnerships.partnership')),
            ],
            options={
                'verbose_name': 'direction of a partnership',
                'verbose_name_plural': 'directions of a partnership',
                'ordering': ['id'],
                'indexes': [models.Index(fields=['network', 'direction'], name='partnerships_by_direction')],
                'constraints': [models.UniqueConstraint(fields=('network', 'partnership', 'direction'), name='partnership_direction_once')],
            },
        ),
        migrations.AddField(
            model_name='Partnership',
            name='directions',
            field=models.ManyToManyField(blank=True, related_name='partnerships', through='partnerships.PartnershipDirection', to='reference.direction', verbose_name='directions'),
        ),
        GuardRows(
            'Partnership',
            'PartnershipDirection',
        ),
    ]
