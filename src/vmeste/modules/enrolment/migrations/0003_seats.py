import django.db.models.deletion
from django.db import migrations, models

from ._counting import CountSeats


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0002_initial"),
        ("enrolment", "0002_initial"),
        ("files", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="choiceround",
            name="published_run",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="enrolment.allocationrun",
                verbose_name="published result",
            ),
        ),
        migrations.AddField(
            model_name="allocationrun",
            name="reasons_file",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
            ),
        ),
        migrations.AddField(
            model_name="allocationrun",
            name="waiting_file",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.storedfile"
            ),
        ),
        migrations.AlterField(
            model_name="verdict",
            name="would_help",
            field=models.BooleanField(null=True),
        ),
        CountSeats(),
    ]
