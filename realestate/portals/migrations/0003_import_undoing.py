from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("portals", "0002_imports")]

    operations = [
        migrations.AlterField(
            model_name="importbatch",
            name="status",
            field=models.CharField(
                choices=[
                    ("checking", "Being read"),
                    ("checked", "Ready to be imported"),
                    ("importing", "Being imported"),
                    ("done", "Imported"),
                    ("failed", "Failed"),
                    ("cancelled", "Cancelled"),
                    ("undoing", "Being undone"),
                    ("undone", "Undone"),
                ],
                default="checking",
                max_length=10,
                verbose_name="status",
            ),
        ),
    ]
