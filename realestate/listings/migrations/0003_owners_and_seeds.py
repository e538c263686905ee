"""Give each listing a seed of its own, and each owner the whole share."""

import secrets

from django.db import migrations


def fill(apps, schema_editor):
    listings = apps.get_model("listings", "Listing").objects
    ownerships = apps.get_model("listings", "Ownership").objects
    rows = []
    for pk, owner in listings.values_list("pk", "owner_id").iterator(chunk_size=2000):
        listings.filter(pk=pk).update(place_seed=secrets.token_hex(16))
        if owner:
            rows.append(ownerships.model(listing_id=pk, contact_id=owner, share=100, position=0))
    ownerships.bulk_create(rows, batch_size=1000, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("listings", "0002_full_stock")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
