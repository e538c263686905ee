"""How a listing stood before an import, whether somebody has touched it since, and how it is put back."""

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext as _

from realestate.core.errors import BusinessRuleError
from realestate.listings import services
from realestate.listings.choices import Status
from realestate.listings.models import Listing, ListingSource, Operation
from realestate.portals.merging import UNITS
from realestate.portals.models import ImportedListing
from realestate.salespeople.models import User

COLUMNS = tuple(name for columns in UNITS.values() for name in columns)
Snapshot = dict[str, Any]


def snapshot(listing: Listing, source: str) -> Snapshot:
    """All of a listing that an import may write, as plain values; read fresh from the database."""
    listing = Listing.objects.get(pk=listing.pk)
    row = ListingSource.objects.filter(listing=listing.pk, source=source).order_by("pk").first()
    return {
        "version": listing.version,
        "values": {name: plain(getattr(listing, name)) for name in COLUMNS},
        "texts": {text.language: [text.title, text.description] for text in listing.texts.all()},
        "operations": {one.kind: offered(one) for one in listing.operations.order_by("pk")},
        "photos": [[photo.token, photo.remote_url] for photo in listing.photos.all()],
        "source": {"external_reference": row.external_reference, "values": row.values} if row else None,
    }


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


def what_was_edited(row: ImportedListing, source: str) -> list[str]:
    """What people did to the listing since the import, in words; empty when it stands as the import left it."""
    listing = row.listing
    if listing is None:
        return [_("It was deleted.")]
    now, after = snapshot(listing, source), row.after
    edited = []
    if now["version"] != after["version"]:
        edited.append(_("Its facts or texts were changed."))
    if now["operations"] != after["operations"]:
        edited.append(_("Its price or status was changed."))
    if now["photos"] != after["photos"]:
        edited.append(_("Its photos were changed."))
    if now["source"] != after["source"]:
        edited.append(_("It was imported again."))
    if row.action == ImportedListing.Action.CREATED:
        edited += what_hangs_on(listing)
    return edited


def what_hangs_on(listing: Listing) -> list[str]:
    """Work of people that would go with the listing if it were deleted."""
    hanging = {
        "leads": _("There are leads about it."),
        "viewings": _("There are viewings of it."),
        "mandates": _("It has a mandate."),
        "ownerships": _("It has an owner."),
        "files": _("It has documents."),
        "key_sets": _("It has keys."),
    }
    return [words for name, words in hanging.items() if getattr(listing, name).exists()]


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
