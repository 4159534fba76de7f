import django.db.models.deletion
import vmeste.foundation.text.sorting
from django.db import migrations, models

from vmeste.foundation.tenancy.rows import GuardRows


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('networks', '0001_initial'),
        ('reference', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('removed_at', models.DateTimeField(editable=False, null=True, verbose_name='removed at')),
                ('name', models.CharField(max_length=300, verbose_name='full name')),
                ('short_name', models.CharField(blank=True, max_length=120, verbose_name='short name')),
                ('sort_key', vmeste.foundation.text.sorting.SortKeyField(default='', editable=False, max_length=120, source='shown_name')),
                ('kind', models.CharField(choices=[('school', 'general education school'), ('preschool', 'kindergarten'), ('supplementary', 'supplementary education organisation'), ('technopark', 'technology park'), ('vocational', 'college'), ('university', 'university'), ('continuing', 'continuing professional education'), ('education_authority', 'education authority'), ('authority', 'public authority'), ('enterprise', 'enterprise'), ('union', 'industry association'), ('non_profit', 'non-profit organisation'), ('culture', 'cultural institution'), ('library', 'library'), ('medical', 'medical institution'), ('military', 'military unit'), ('religious', 'religious organisation'), ('law', 'law enforcement or juvenile commission'), ('employment', 'employment service'), ('media', 'mass media'), ('fund', 'fund'), ('school_body', 'public body of a school'), ('community', 'community without legal personality'), ('other', 'other')], max_length=25, verbose_name='kind')),
                ('is_legal_entity', models.BooleanField(default=True, verbose_name='is a legal entity')),
                ('inn', models.CharField(blank=True, max_length=12, verbose_name='INN')),
                ('ogrn', models.CharField(blank=True, max_length=15, verbose_name='OGRN')),
                ('kpp', models.CharField(blank=True, max_length=9, verbose_name='KPP')),
                ('oktmo', models.CharField(blank=True, max_length=11, verbose_name='OKTMO')),
                ('address', models.CharField(blank=True, max_length=300, verbose_name='address')),
                ('phone', models.CharField(blank=True, max_length=60, verbose_name='telephone')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('site', models.URLField(blank=True, verbose_name='website')),
                ('status', models.CharField(choices=[('active', 'active'), ('reorganised', 'reorganised'), ('dissolved', 'dissolved')], default='active', editable=False, max_length=15, verbose_name='status')),
                ('ended_on', models.DateField(blank=True, editable=False, null=True, verbose_name='ended on')),
                ('partner_since', models.DateField(blank=True, null=True, verbose_name='partner since')),
                ('is_shared', models.BooleanField(default=True, verbose_name='in the common register of the network')),
                ('note', models.TextField(blank=True, max_length=2000, verbose_name='note')),
                ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='networks.network')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='units', to='organisations.organisation', verbose_name='part of')),
                ('registered_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='registered', to='organisations.organisation', verbose_name='registered by')),
                ('successor', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='predecessors', to='organisations.organisation', verbose_name='successor')),
                ('territory', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='organisations', to='reference.territory', verbose_name='territory')),
            ],
            options={
                'verbose_name': 'organisation',
                'verbose_name_plural': 'organisations',
                'ordering': ['sort_key', 'id'],
                'indexes': [models.Index(fields=['network', 'sort_key', 'id'], name='organisations_by_name'), models.Index(fields=['network', 'kind', 'sort_key', 'id'], name='organisations_by_kind'), models.Index(fields=['network', 'partner_since', 'id'], name='organisations_by_since')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('removed_at', None), models.Q(('inn', ''), _negated=True), ('parent', None)), fields=('network', 'inn', 'kpp'), name='organisation_inn_kpp_once', violation_error_message='An organisation with this INN and KPP is registered already.'), models.CheckConstraint(condition=models.Q(('is_legal_entity', True), models.Q(('inn', ''), ('kpp', ''), ('ogrn', '')), _connector='OR'), name='only_legal_entities_have_identifiers', violation_error_message='Only a legal entity has INN, OGRN and KPP.'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'active'), _negated=True), models.Q(('ended_on', None), ('successor', None)), _connector='OR'), name='active_organisation_has_no_end')],
            },
        ),
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('removed_at', models.DateTimeField(editable=False, null=True, verbose_name='removed at')),
                ('full_name', models.CharField(max_length=150, verbose_name='full name')),
                ('sort_key', vmeste.foundation.text.sorting.SortKeyField(default='', editable=False, max_length=120, source='full_name')),
                ('post', models.CharField(blank=True, max_length=200, verbose_name='position')),
                ('phone', models.CharField(blank=True, max_length=60, verbose_name='telephone')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('is_signatory', models.BooleanField(default=False, verbose_name='signs agreements')),
                ('authority_basis', models.CharField(blank=True, help_text='In the genitive: “of the Charter”.', max_length=200, verbose_name='acts under')),
                ('gender', models.CharField(blank=True, choices=[('f', 'female'), ('m', 'male')], max_length=1, verbose_name='gender of the name')),
                ('name_genitive', models.CharField(blank=True, max_length=150, verbose_name='name in the genitive')),
                ('post_genitive', models.CharField(blank=True, max_length=200, verbose_name='position in the genitive')),
                ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='networks.network')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to='organisations.organisation', verbose_name='organisation')),
            ],
            options={
                'verbose_name': 'contact',
                'verbose_name_plural': 'contacts',
                'ordering': ['sort_key', 'id'],
                'indexes': [models.Index(fields=['network', 'organisation', 'sort_key'], name='contacts_of_organisation')],
            },
        ),
        migrations.CreateModel(
            name='Alias',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('removed_at', models.DateTimeField(editable=False, null=True, verbose_name='removed at')),
                ('name', models.CharField(max_length=300, verbose_name='name')),
                ('sort_key', vmeste.foundation.text.sorting.SortKeyField(default='', editable=False, max_length=120, source='name')),
                ('kind', models.CharField(choices=[('short', 'short name'), ('former', 'former name'), ('spelling', 'other spelling'), ('merged', 'name of a merged record')], default='spelling', max_length=10, verbose_name='kind')),
                ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='networks.network')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='aliases', to='organisations.organisation', verbose_name='organisation')),
            ],
            options={
                'verbose_name': 'other name',
                'verbose_name_plural': 'other names',
                'ordering': ['sort_key', 'id'],
                'indexes': [models.Index(fields=['network', 'organisation', 'sort_key'], name='aliases_of_organisation'), models.Index(fields=['network', 'sort_key', 'id'], name='aliases_by_name')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('removed_at', None)), fields=('network', 'organisation', 'name'), name='alias_once', violation_error_message='The organisation has this name already.')],
            },
        ),
        GuardRows(
            'Alias',
            'Contact',
            'Organisation',
        ),
    ]
