import django.db.models.deletion
from django.db import migrations, models

from vmeste.foundation.tenancy.rows import GuardRows


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0001_initial'),
        ('jobs', '0001_initial'),
        ('networks', '0003_is_demo'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReadDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file_name', models.CharField(max_length=200, verbose_name='file')),
                ('state', models.CharField(choices=[('reading', 'being read'), ('refused', 'could not be read'), ('open', 'to be reviewed'), ('closed', 'reviewed'), ('undone', 'taken back')], default='reading', max_length=10, verbose_name='state')),
                ('form', models.CharField(blank=True, max_length=60, verbose_name='known form')),
                ('message', models.CharField(blank=True, max_length=500)),
                ('tree', models.JSONField(default=dict)),
                ('reading', models.JSONField(default=dict)),
                ('counts', models.JSONField(default=dict)),
                ('about_type', models.CharField(blank=True, max_length=100)),
                ('about_id', models.BigIntegerField(null=True)),
                ('brought_by', models.CharField(max_length=200, verbose_name='who')),
                ('user_id', models.BigIntegerField(null=True)),
                ('brought_at', models.DateTimeField(auto_now_add=True, verbose_name='when')),
                ('closed_at', models.DateTimeField(null=True, verbose_name='reviewed')),
                ('undone_at', models.DateTimeField(null=True, verbose_name='taken back')),
                ('job', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='jobs.job')),
                ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='networks.network')),
            ],
            options={
                'verbose_name': 'document read',
                'verbose_name_plural': 'documents read',
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['network', '-id'], name='read_documents_latest'), models.Index(fields=['network', 'brought_at', 'id'], name='read_documents_by_moment')],
            },
        ),
        migrations.CreateModel(
            name='Candidate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60, verbose_name='kind')),
                ('key', models.CharField(max_length=100)),
                ('position', models.PositiveIntegerField()),
                ('title', models.CharField(max_length=300, verbose_name='what')),
                ('proposed', models.JSONField(default=dict)),
                ('values', models.JSONField(default=dict)),
                ('places', models.JSONField(default=list)),
                ('confidence', models.FloatField(verbose_name='how sure')),
                ('note', models.CharField(blank=True, max_length=500)),
                ('decision', models.CharField(choices=[('open', 'to decide'), ('same', 'known already'), ('accepted', 'accepted'), ('dropped', 'left out'), ('undone', 'taken back')], default='open', max_length=10, verbose_name='decision')),
                ('row_id', models.BigIntegerField(null=True)),
                ('reason', models.CharField(blank=True, max_length=300, verbose_name='why this row')),
                ('is_matched_by_hand', models.BooleanField(default=False)),
                ('differences', models.JSONField(default=list)),
                ('version', models.PositiveIntegerField(default=1)),
                ('decided_by', models.CharField(blank=True, max_length=200, verbose_name='decided by')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='decided')),
                ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='networks.network')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='candidates', to='documents.readdocument')),
            ],
            options={
                'verbose_name': 'finding in a document',
                'verbose_name_plural': 'findings in documents',
                'ordering': ['position'],
                'indexes': [models.Index(fields=['network', 'document', 'position'], name='candidates_in_order')],
                'constraints': [models.UniqueConstraint(fields=('network', 'document', 'key'), name='candidate_once')],
            },
        ),
        migrations.CreateModel(
            name='Trace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('deed', models.CharField(choices=[('added', 'written down'), ('changed', 'corrected'), ('found', 'found again')], max_length=10)),
                ('subject_type', models.CharField(max_length=100)),
                ('subject_id', models.BigIntegerField()),
                ('version', models.PositiveIntegerField(null=True)),
                ('seen_version', models.PositiveIntegerField(null=True)),
                ('before', models.JSONField(default=dict)),
                ('undone_at', models.DateTimeField(null=True)),
                ('kept_because', models.CharField(blank=True, max_length=500)),
                ('candidate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='traces', to='documents.candidate')),
                ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='networks.network')),
            ],
            options={
                'verbose_name': 'source of a fact',
                'verbose_name_plural': 'sources of facts',
                'ordering': ['id'],
                'indexes': [models.Index(fields=['network', 'subject_type', 'subject_id'], name='sources_of_row'), models.Index(fields=['network', 'candidate'], name='traces_of_candidate')],
            },
        ),
        GuardRows(
            'ReadDocument',
            'Candidate',
            'Trace',
        ),
    ]
