import django.db.models.deletion
import vmeste.foundation.text.sorting
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
            name='Agreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('removed_at', models.DateTimeField(editable=False, null=True, verbose_name='removed at')),
                ('kind', models.CharField(choices=[('cooperation', 'cooperation agreement'), ('partnership', 'partnership agreement'), ('intent', 'memorandum of intent'), ('network_form', 'network-form agreement'), ('practical_training', 'practical training agreement'), ('donation', 'donation agreement'), ('twinning', 'twinning agreement'), ('rules', 'cooperation rules of procedure'), ('oral', 'oral arrangement'), ('other', 'other')], default='cooperation', max_length=20, verbose_name='kind')),
                ('title', models.CharField(max_length=300, verbose_name='title')),
                ('sort_key', vmeste.foundation.text.sorting.SortKeyField(default='', editable=False, max_length=120, source='title')),
                ('number', models.CharField(blank=True, max_length=60, verbose_name='number')),
                ('stage', models.CharField(choices=[('draft', 'draft'), ('on_signature', 'on signature'), ('in_force', 'in force'), ('terminated', 'terminated')], default='draft', editable=False, max_length=15, verbose_name='stage')),
                ('signed_on', models.DateField(blank=True, null=True, verbose_name='signed on')),
                ('signed_note', models.CharField(blank=True, help_text='What the document says instead of a date.', max_length=200, verbose_name='about the date')),
                ('starts_on', models.DateField(blank=True, null=True, verbose_name='in force from')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='in force before')),
                ('renewal', models.CharField(choices=[('none', 'ends with its term'), ('automatic', 'renews itself unless a party objects'), ('by_agreement', "renewed by the parties' agreement")], default='none', max_length=15, verbose_name='renewal')),
                ('renewal_months', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='renews for, months')),
                ('terminated_on', models.DateField(blank=True, editable=False, null=True, verbose_name='terminated on')),
                ('termination_reason', models.CharField(blank=True, editable=False, max_length=300, verbose_name='reason of termination')),
                ('subject', models.TextField(blank=True, max_length=4000, verbose_name='subject')),
                ('place', models.CharField(blank=True, max_length=120, verbose_name='place of signing')),
                ('party_label', models.CharField(blank=True, help_text='As the document says: “trilateral”.', max_length=60, verbose_name='number of parties in words')),
                ('is_paid', models.BooleanField(default=False, verbose_name='paid')),
                ('responsible', models.CharField(blank=True, max_length=150, verbose_name='responsible person')),
                ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='networks.network')),
            ],
            options={
                'verbose_name': 'agreement',
                'verbose_name_plural': 'agreements',
                'ordering': ['-signed_on', 'id'],
                'indexes': [models.Index(fields=['network', 'sort_key', 'id'], name='agreements_by_title'), models.Index(fields=['network', 'signed_on', 'id'], name='agreements_by_signing'), models.Index(fields=['network', 'ends_on', 'id'], name='agreements_by_end'), models.Index(fields=['network', 'stage', 'ends_on'], name='agreements_by_stage')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on', None), ('starts_on', None), ('ends_on__gt', models.F('starts_on')), _connector='OR'), name='agreement_ends_after_start', violation_error_message='The term must end after it begins.'), models.CheckConstraint(condition=models.Q(models.Q(('stage', 'terminated'), ('terminated_on__isnull', False)), models.Q(models.Q(('stage', 'terminated'), _negated=True), ('terminated_on', None)), _connector='OR'), name='agreement_terminated_with_day'), models.CheckConstraint(condition=models.Q(('renewal', 'automatic'), ('renewal_months', None), _connector='OR'), name='only_automatic_renewal_has_months', violation_error_message='Only an agreement that renews itself has a number of months.')],
            },
        ),
        migrations.CreateModel(
            name='AgreementDirection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=1, verbose_name='order')),
                ('wording', models.CharField(blank=True, max_length=500, verbose_name='wording in the document')),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='direction_rows', to='agreements.agreement')),
                ('direction', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reference.direction', verbose_name='direction')),
                ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='networks.network')),
            ],
            options={
                'verbose_name': 'direction of an agreement',
                'verbose_name_plural': 'directions of an agreement',
                'ordering': ['position', 'id'],
                'indexes': [models.Index(fields=['network', 'direction'], name='agreements_by_direction')],
                'constraints': [models.UniqueConstraint(fields=('network', 'agreement', 'direction'), name='agreement_direction_once')],
            },
        ),
        migrations.CreateModel(
            name='AgreementParty',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('removed_at', models.DateTimeField(editable=False, null=True, verbose_name='removed at')),
                ('position', models.PositiveSmallIntegerField(default=1, verbose_name='order')),
                ('role', models.CharField(choices=[('party', 'party'), ('base', 'base organisation'), ('participant', 'participating organisation'), ('resource', 'resource organisation'), ('mentor', 'mentor'), ('mentee', 'mentored organisation'), ('donor', 'donor'), ('recipient', 'recipient')], default='party', max_length=15, verbose_name='role')),
                ('signatory_name', models.CharField(blank=True, max_length=150, verbose_name='signatory')),
                ('signatory_post', models.CharField(blank=True, max_length=200, verbose_name="signatory's position")),
                ('signatory_gender', models.CharField(blank=True, choices=[('f', 'female'), ('m', 'male')], max_length=1, verbose_name='gender of the name')),
                ('authority_basis', models.CharField(blank=True, help_text='In the genitive: “of the Charter”.', max_length=200, verbose_name='acts under')),
                ('name_genitive', models.CharField(blank=True, max_length=150, verbose_name='signatory in the genitive')),
                ('post_genitive', models.CharField(blank=True, max_length=200, verbose_name='position in the genitive')),
                ('has_signed', models.BooleanField(default=False, editable=False, verbose_name='has signed')),
                ('signed_on', models.DateField(blank=True, editable=False, null=True, verbose_name='signed on')),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parties', to='agreements.agreement', verbose_name='agreement')),
                ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='networks.network')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreement_parties', to='organisations.organisation', verbose_name='organisation')),
            ],
            options={
                'verbose_name': 'party to the agreement',
                'verbose_name_plural': 'parties to the agreement',
                'ordering': ['position', 'id'],
                'indexes': [models.Index(fields=['network', 'agreement', 'position'], name='parties_of_agreement'), models.Index(fields=['network', 'organisation'], name='agreements_of_organisation')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('removed_at', None)), fields=('network', 'agreement', 'organisation'), name='party_once', violation_error_message='This organisation is a party already.'), models.CheckConstraint(condition=models.Q(('has_signed', True), ('signed_on', None), _connector='OR'), name='party_signed_with_day_only_when_signed')],
            },
        ),
        migrations.CreateModel(
            name='Amendment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('removed_at', models.DateTimeField(editable=False, null=True, verbose_name='removed at')),
                ('number', models.CharField(max_length=60, verbose_name='number')),
                ('signed_on', models.DateField(blank=True, null=True, verbose_name='signed on')),
                ('summary', models.TextField(max_length=2000, verbose_name='what it changes')),
                ('new_ends_on', models.DateField(blank=True, null=True, verbose_name='new end of the term')),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='amendments', to='agreements.agreement', verbose_name='agreement')),
                ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='networks.network')),
            ],
            options={
                'verbose_name': 'amendment',
                'verbose_name_plural': 'amendments',
                'ordering': ['signed_on', 'id'],
                'indexes': [models.Index(fields=['network', 'agreement', 'signed_on'], name='amendments_of_agreement')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('removed_at', None)), fields=('network', 'agreement', 'number'), name='amendment_number_once', violation_error_message='There is an amendment with this number already.')],
            },
        ),
        migrations.CreateModel(
            name='Obligation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('removed_at', models.DateTimeField(editable=False, null=True, verbose_name='removed at')),
                ('text', models.CharField(max_length=500, verbose_name='promise')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='due on')),
                ('fulfilled_on', models.DateField(blank=True, editable=False, null=True, verbose_name='fulfilled on')),
                ('evidence', models.CharField(blank=True, editable=False, max_length=300, verbose_name='evidence')),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='obligations', to='agreements.agreement', verbose_name='agreement')),
                ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='networks.network')),
                ('party', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='obligations', to='agreements.agreementparty', verbose_name='party')),
            ],
            options={
                'verbose_name': 'obligation',
                'verbose_name_plural': 'obligations',
                'ordering': ['due_on', 'id'],
                'indexes': [models.Index(fields=['network', 'agreement'], name='obligations_of_agreement'), models.Index(fields=['network', 'due_on', 'id'], name='obligations_by_due')],
            },
        ),
        migrations.AddField(
            model_name='Agreement',
            name='directions',
            field=models.ManyToManyField(blank=True, related_name='agreements', through='agreements.AgreementDirection', to='reference.direction', verbose_name='directions'),
        ),
        GuardRows(
            'Agreement',
            'AgreementDirection',
            'AgreementParty',
            'Amendment',
            'Obligation',
        ),
    ]
