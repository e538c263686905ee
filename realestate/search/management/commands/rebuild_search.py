from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand

from realestate.core.models import SearchWord
from realestate.search.rooms import MODELS, index_all


class Command(BaseCommand):
    help = "Makes the search index anew from the records, for repair. The search finds less while it runs."

    def handle(self, *args: Any, **options: Any) -> None:
        for room in MODELS:
            rows = SearchWord.objects.filter(room=room)
            while keys := list(rows.values_list("pk", flat=True)[:5000]):
                SearchWord.objects.filter(pk__in=keys).delete()
            done = 0
            for done in index_all(apps, room):
                if done % 100_000 == 0:
                    self.stdout.write(f"{room}: {done}")
            self.stdout.write(f"{room}: {done} records can be found")
