from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0005_board"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="editionfile",
            index=models.Index(fields=["digest"], name="edition_file_digest"),
        ),
    ]
