"""Which records stand in the index, and the text that each is found by."""

from collections.abc import Iterator
from typing import Any

from django.apps.registry import Apps

from realestate.core.search import keep_many

MODELS = {"contact": ("contacts", "Contact"), "listing": ("listings", "Listing")}
SIZE = 1000


def index_all(apps: Apps, room: str) -> Iterator[int]:
    """Put the words of a whole table into the index, a thousand rows at a time; tells how many are done.

    Words that stand there already stay as they are, so it may be broken off and begun again.
    """
    rows: Any = apps.get_model(*MODELS[room])._default_manager.order_by("pk")
    last, done = 0, 0
    while True:
        texts = list(rows.filter(pk__gt=last).values_list("pk", "search_text")[:SIZE])
        if not texts:
            return
        keep_many(room=room, texts=texts)
        last, done = texts[-1][0], done + len(texts)
        yield done
