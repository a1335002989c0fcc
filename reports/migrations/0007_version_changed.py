"""How much changed since the last submission, counted once, when a version is handed in: queues show it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0006_edition_file_digest")]

    operations = [
        migrations.AddField(
            model_name="version",
            name="changed",
            field=models.PositiveIntegerField(
                blank=True, editable=False, null=True, verbose_name="changes since the last submission"
            ),
        ),
    ]
