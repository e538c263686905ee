"""One owner's room to look into: a link, a price to decide on, and words about the viewings that took place."""

from realestate.agenda.models import Viewing
from realestate.contacts.models import Contact
from realestate.core.money import quantize
from realestate.listings.models import Listing, Operation
from realestate.ownerroom.models import OwnerLink, ReleasedFeedback
from realestate.ownerroom.services import link_of, make_link, propose_price
from realestate.salespeople.models import User

TAX_ID = "12345678Z"  # the example of the tax office: nobody's
WORDS = {
    "loves_it": "Les ha encantado: la luz, la distribución y la calle. Van a hablar con su banco esta semana.",
    "interested": "Buena impresión en general; echan en falta una plaza de garaje. Lo están pensando.",
    "undecided": "Les gusta, pero el precio les parece algo alto frente a otros de la zona. Siguen mirando.",
    "not_interested": "Buscan algo con menos obra. La cocina y los baños les han parecido antiguos.",
}
TOLD = 3  # the latest ones; of the others the agent has still to write
REASON = (
    "Tras las últimas visitas, creemos que este precio atraería a quienes ahora se quedan fuera del filtro de los "
    "portales. Lo hablamos cuando quiera."
)
DAYS = 365


def furnish_a_room() -> None:
    """Of the listing on the market that was shown most in the first salesperson's office; it is theirs from now on."""
    first = User.objects.filter(is_demo=True, role=User.Role.SALESPERSON).order_by("pk").first()
    operation = _chosen(first)
    if operation is None or operation.listing.owner is None or operation.price is None:
        return
    listing, owner = operation.listing, operation.listing.owner
    listing.salesperson = first
    Listing.objects.filter(pk=listing.pk).update(salesperson=first)
    Contact.objects.filter(pk=owner.pk).update(tax_id=TAX_ID)
    done = [one for one in Viewing.objects.of_listing(listing) if one.status == Viewing.Status.DONE]
    for viewing in done[:TOLD]:
        text = WORDS.get(viewing.outcome, WORDS["undecided"])
        ReleasedFeedback.objects.create(viewing=viewing, text=text, released_by=first, released_at=viewing.ends_at)
    price = quantize(operation.price * 96 / 100 / 1000, "CLP") * 1000
    # Proposed before there is a link, so that no mail goes to an address that nobody has.
    propose_price(actor=None, operation=operation, price=price, reason=REASON, days=30)
    make_link(actor=None, listing=listing, contact=owner, days=DAYS)


def owner_links() -> list[str]:
    """The links of the demo that open, to print."""
    rows = OwnerLink.objects.open().filter(created_by=None)
    return [link_of(link) for link in rows.order_by("pk")[:1] if link.token]


def _chosen(first: User | None) -> Operation | None:
    shown: dict[int, int] = {}
    for key in Viewing.objects.filter(status=Viewing.Status.DONE).values_list("listing_id", flat=True):
        shown[key] = shown.get(key, 0) + 1
    rows = Operation.objects.on_web().filter(kind="sale", price__gt=20_000, listing__owner__points__kind="email")
    rows = rows.filter(listing__owner__language="es")  # the words below are Spanish
    found = rows.select_related("listing__owner", "listing__salesperson").distinct()
    return max(
        found,
        key=lambda one: (
            first is not None and one.listing.office_id == first.office_id,
            shown.get(one.listing_id, 0),
            -one.pk,
        ),
        default=None,
    )
