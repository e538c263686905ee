"""How a listing stood before an import, whether somebody has touched it since, and how it is put back."""

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext as _

from realestate.core.errors import BusinessRuleError
from realestate.listings import services
from realestate.listings.choices import Status
from realestate.listings.models import Listing, ListingSource, ListingText, Operation, Photo
from realestate.portals.merging import UNITS
from realestate.portals.models import ImportedListing
from realestate.salespeople.models import User

COLUMNS = tuple(name for columns in UNITS.values() for name in columns)
Snapshot = dict[str, Any]


def snapshot(listing: Listing, source: str) -> Snapshot:
    """All of a listing that an import may write, as plain values; read fresh from the database."""
    return snapshots([listing.pk], source)[listing.pk]


def snapshots(keys: list[int], source: str) -> dict[int, Snapshot]:
    """The same of many listings, in a handful of queries however many they are; those that are gone are missing."""
    found: dict[int, Snapshot] = {}
    for listing in Listing.objects.filter(pk__in=keys):
        values = {name: plain(getattr(listing, name)) for name in COLUMNS}
        found[listing.pk] = {
            "version": listing.version, "values": values, "texts": {}, "operations": {}, "photos": [], "source": None,
        }  # fmt: skip
    keys = list(found)
    for text in ListingText.objects.filter(listing__in=keys).order_by("pk"):
        found[text.listing_id]["texts"][text.language] = [text.title, text.description]
    for operation in Operation.objects.filter(listing__in=keys).order_by("pk"):
        found[operation.listing_id]["operations"][operation.kind] = offered(operation)
    photos = Photo.objects.filter(listing__in=keys).order_by("listing_id", "position", "pk")
    for pk, token, url in photos.values_list("listing_id", "token", "remote_url"):
        found[pk]["photos"].append([token, url])
    sources = ListingSource.objects.filter(listing__in=keys, source=source).order_by("-pk")  # the first one stays
    for pk, reference, values in sources.values_list("listing_id", "external_reference", "values"):
        found[pk]["source"] = {"external_reference": reference, "values": values}
    return found


def offered(operation: Operation) -> dict[str, Any]:
    return {
        "version": operation.version,
        "status": operation.status,
        "price": plain(operation.price),
        "price_on_request": operation.price_on_request,
        "currency": operation.currency,
        "period": operation.period,
    }


def plain(value: Any) -> Any:
    """As JSON holds it."""
    return value if value is None or isinstance(value, (str, bool, int, list)) else str(value)


def edits_of(rows: list[ImportedListing], source: str) -> dict[int, list[str]]:
    """What people did since the import, in words, by the key of the row; rows that stand as it left them are missing.

    A handful of queries, however many rows.
    """
    now = snapshots([row.listing_id for row in rows if row.listing_id is not None], source)
    made = [row.listing_id for row in rows if row.action == ImportedListing.Action.CREATED and row.listing_id in now]
    hanging = what_hangs_on([pk for pk in made if pk is not None])
    found = {}
    for row in rows:
        if row.listing_id is None or row.listing_id not in now:
            found[row.pk] = [_("It was deleted.")]
            continue
        words = [*what_differs(now[row.listing_id], row.after), *hanging.get(row.listing_id, ())]
        if words:
            found[row.pk] = words
    return found


def what_differs(now: Snapshot, after: Snapshot) -> list[str]:
    """How a listing of now is another than right after the import."""
    differs = {
        "version": _("Its facts or texts were changed."),
        "operations": _("Its price or status was changed."),
        "photos": _("Its photos were changed."),
        "source": _("It was imported again."),
    }
    return [words for name, words in differs.items() if now[name] != after[name]]


def what_hangs_on(keys: list[int]) -> dict[int, list[str]]:
    """Work of people that would go with these listings if they were deleted."""
    hanging = {
        "leads": _("There are leads about it."),
        "viewings": _("There are viewings of it."),
        "mandates": _("It has a mandate."),
        "ownerships": _("It has an owner."),
        "files": _("It has documents."),
        "key_sets": _("It has keys."),
    }
    found: dict[int, list[str]] = {}
    for name, words in hanging.items():
        rows = Listing.objects.filter(pk__in=keys, **{f"{name}__isnull": False}).order_by()
        for pk in rows.values_list("pk", flat=True).distinct():
            found.setdefault(pk, []).append(words)
    return found


def put_back(row: ImportedListing, *, actor: User, source: str) -> None:
    """Undo what the import did to one listing; the caller holds the transaction and has looked for edits."""
    listing = row.listing
    if listing is None:
        return
    if row.action == ImportedListing.Action.CREATED:
        services.delete_listing(actor=actor, listing=listing)
        return
    before = row.before
    _put_back_facts(listing, before, actor)
    _put_back_operations(listing, before["operations"], actor)
    _put_back_photos(listing, before["photos"], actor)
    if before["source"] is not None:
        ListingSource.objects.filter(listing=listing.pk, source=source).update(**before["source"])
        services.refresh_search_text(listing=listing)


def _put_back_facts(listing: Listing, before: Snapshot, actor: User) -> None:
    current = Listing.objects.get(pk=listing.pk)
    texts = dict.fromkeys(current.texts.values_list("language", flat=True), ("", ""))
    texts |= {language: (title, text) for language, (title, text) in before["texts"].items()}
    values = {name: typed(name, value) for name, value in before["values"].items()}
    services.update_listing(actor=actor, listing=current, values=values, texts=texts)


def _put_back_operations(listing: Listing, before: dict[str, dict[str, Any]], actor: User) -> None:
    for operation in listing.operations.order_by("pk"):
        was = before.get(operation.kind)
        if was is None:  # the import added it: off the market, its history stays
            if operation.is_open:
                services.withdraw_operation(actor=actor, operation=operation)
            continue
        if operation.status == Status.WITHDRAWN and was["status"] != Status.WITHDRAWN:
            services.reactivate_operation(actor=actor, operation=operation)
            if was["status"] == Status.AVAILABLE:
                _publish_again(operation, actor)
        services.set_price(
            actor=actor,
            operation=operation,
            price=typed("price", was["price"], Operation),
            price_on_request=was["price_on_request"],
            currency=was["currency"],
            period=was["period"],
        )


def _publish_again(operation: Operation, actor: User) -> None:
    """Back on the market, unless a rule that has come up meanwhile says no: then it stays a draft, to be looked at."""
    try:
        services.publish_operation(actor=actor, operation=operation)
    except BusinessRuleError:
        return


def _put_back_photos(listing: Listing, before: list[list[str]], actor: User) -> None:
    services.set_remote_photos(actor=actor, listing=listing, urls=[url for _token, url in before if url])
    known = {token for token, _url in before}
    for photo in listing.photos.all():
        if photo.token not in known and photo.original and photo.remote_url:  # the import's, downloaded meanwhile
            services.delete_photo(actor=actor, photo=photo)
    by_url = {photo.remote_url: photo.token for photo in listing.photos.all() if photo.remote_url}
    tokens = [by_url.get(url, token) for token, url in before]
    services.reorder_photos(actor=actor, listing=listing, tokens=tokens)


def typed(name: str, value: Any, model: type[Listing] | type[Operation] = Listing) -> Any:
    """The plain value as the model's field holds it."""
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return value
    return field.to_python(value) if hasattr(field, "to_python") else value
