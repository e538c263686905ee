from django.db import migrations

from realestate.search.rooms import index_all


def index(apps, schema_editor):
    for room in ("contact", "listing"):
        for _done in index_all(apps, room):
            pass


class Migration(migrations.Migration):
    """Records written by an earlier release can be found too; later ones bring their words along."""

    atomic = False  # a million contacts are no one transaction; beginning again does no harm

    dependencies = [
        ("core", "0003_search_words"),
        ("contacts", "0002_full_stock"),
        ("listings", "0006_texts_origin_and_key_reminders"),
    ]

    operations = [migrations.RunPython(index, migrations.RunPython.noop)]
