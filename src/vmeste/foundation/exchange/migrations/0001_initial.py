import django.db.models.deletion
from django.db import migrations, models

from vmeste.foundation.tenancy.rows import GuardRows


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('jobs', '0001_initial'),
        ('networks', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ImportRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('importer', models.CharField(max_length=60, verbose_name='what')),
                ('file_name', models.CharField(max_length=200, verbose_name='file')),
                ('sheet', models.CharField(blank=True, max_length=100)),
                ('does_empty', models.BooleanField(default=False, verbose_name='empty cells empty the value')),
                ('state', models.CharField(choices=[('reading', 'is being checked'), ('refused', 'could not be read'), ('checked', 'waits for your decision'), ('applying', 'is being saved'), ('applied', 'saved'), ('undoing', 'is being undone'), ('undone', 'undone')], default='reading', max_length=10, verbose_name='state')),
                ('message', models.CharField(blank=True, max_length=500)),
                ('headings', models.JSONField(default=list)),
                ('columns', models.JSONField(default=list)),
                ('counts', models.JSONField(default=dict)),
                ('started_by', models.CharField(max_length=200, verbose_name='who')),
                ('user_id', models.BigIntegerField(null=True)),
                ('started_at', models.DateTimeField(auto_now_add=True, verbose_name='when')),
                ('applied_at', models.DateTimeField(null=True, verbose_name='saved')),
                ('undone_at', models.DateTimeField(null=True, verbose_name='undone')),
                ('job', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='jobs.job')),
                ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='networks.network')),
            ],
            options={
                'verbose_name': 'import',
                'verbose_name_plural': 'imports',
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['network', '-id'], name='imports_latest'), models.Index(fields=['network', 'started_at', 'id'], name='imports_by_moment')],
            },
        ),
        migrations.CreateModel(
            name='ImportLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('title', models.CharField(blank=True, max_length=300)),
                ('cells', models.JSONField(default=list)),
                ('state', models.CharField(choices=[('wrong', 'error'), ('added', 'new row'), ('changed', 'will change'), ('unchanged', 'as it was')], max_length=10)),
                ('note', models.CharField(blank=True, max_length=500)),
                ('errors', models.JSONField(default=list)),
                ('changes', models.JSONField(default=list)),
                ('is_left_out', models.BooleanField(default=False)),
                ('row_id', models.BigIntegerField(null=True)),
                ('version', models.PositiveIntegerField(null=True)),
                ('before', models.JSONField(default=dict)),
                ('trace', models.BigIntegerField(null=True)),
                ('outcome', models.CharField(blank=True, choices=[('', 'not yet saved'), ('saved', 'saved'), ('moved', 'left alone: changed meanwhile'), ('undone', 'undone'), ('kept', 'not undone')], default='', max_length=10)),
                ('outcome_note', models.CharField(blank=True, max_length=500)),
                ('network', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='networks.network')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='exchange.importrun')),
            ],
            options={
                'verbose_name': 'line of an import',
                'verbose_name_plural': 'lines of imports',
                'ordering': ['number'],
                'indexes': [models.Index(fields=['network', 'run', 'state', 'number'], name='import_lines_by_state')],
                'constraints': [models.UniqueConstraint(fields=('network', 'run', 'number'), name='import_line_once')],
            },
        ),
        GuardRows(
            'ImportRun',
            'ImportLine',
        ),
    ]
