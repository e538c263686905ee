"""Fills an empty installation with an agency to try: two offices, nine people, a stock, ninety days of work."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from realestate.agenda.models import Viewing
from realestate.audit.services import record
from realestate.contacts.models import Contact
from realestate.core.dates import local_midnight, today
from realestate.core.errors import BusinessRuleError
from realestate.demo import people, stories
from realestate.demo.contacts import make_consents, make_contacts
from realestate.demo.daily import fill_the_desks
from realestate.demo.inbox import open_intake
from realestate.demo.ownerroom import furnish_a_room
from realestate.demo.paperwork import put_in_order
from realestate.demo.portals import open_accounts
from realestate.demo.routing import give_out_leads
from realestate.demo.stock import make_stock
from realestate.demo.stories import Story
from realestate.leads.choices import ActionKind, Stage
from realestate.leads.models import Lead, NextAction
from realestate.listings.models import Listing, Operation
from realestate.salespeople.models import Office, Team, User
from realestate.salespeople.services import verify_address

CONTACTS, LEADS, DAYS = 300, 400, 90
SEED = 20_261_124
STAGES = (
    (Stage.CONTACTED, 12),
    (Stage.QUALIFIED, 14),
    (Stage.VIEWING, 10),
    (Stage.OFFER, 5),
    (Stage.RESERVED, 2),
    (Stage.UNDER_CONTRACT, 2),
    (Stage.WON, 10),
    (Stage.LOST, 45),
)


@dataclass(frozen=True)
class Login:
    """An account to try."""

    role: str
    email: str
    password: str


def is_loaded() -> bool:
    return bool(User.objects.filter(is_demo=True).exists())


def password_for(email: str) -> str:
    """The demo password of this installation: it follows from its secret key, so none is written in the code."""
    return f"demo-{salted_hmac('demo', email).hexdigest()[:10]}"


def logins() -> list[Login]:
    """One account a role, to print."""
    found: dict[str, Login] = {}
    for user in User.objects.filter(is_demo=True, is_active=True).order_by("pk"):
        found.setdefault(user.role, Login(user.role, user.email, password_for(user.email)))
    return [found[role] for role in ("salesperson", "coordinator", "manager") if role in found]


def check_may_load() -> None:
    """Refuse where demo accounts would be a danger: a cluster, or a database with real work in it."""
    if settings.IN_KUBERNETES:
        raise BusinessRuleError("The demo is not loaded in a cluster: its accounts are for trying out only.")
    if User.objects.exists() or Listing.objects.exists() or Lead.objects.exists() or Contact.objects.exists():
        raise BusinessRuleError("This database holds other data; the demo is only loaded into an empty one.")


@transaction.atomic
def load_demo() -> None:
    """Everything in one transaction: a demo that was interrupted leaves nothing."""
    check_may_load()
    rng = random.Random(SEED)
    now = timezone.now()
    offices, staff = _make_people()
    stock = make_stock(offices=offices, staff=staff, now=now, rng=rng)
    contacts = make_contacts(count=CONTACTS, staff=staff, offices=offices, now=now, rng=rng)
    make_consents(contacts, now, rng)
    _give_owners(stock, contacts, rng)
    papers = random.Random(SEED)  # of its own, so that the stories stay the same
    told = _tell_stories(contacts=contacts, stock=stock, staff=staff, now=now, rng=rng)
    _plan_viewings(told, now, rng)
    stories.write(told)
    _close_what_was_won(told)
    put_in_order(stock, papers)
    furnish_a_room()
    fill_the_desks(offices)
    open_accounts(offices)
    open_intake(offices, User.objects.get(is_demo=True, role=User.Role.MANAGER))
    give_out_leads(offices, staff)
    record(actor=None, action="demo.loaded", subject=offices[0], changes={"leads": len(told)})


def refresh_passwords() -> None:
    """After a change of the secret key the printed passwords must still work."""
    shown = {login.email: login.password for login in logins()}
    if all(user.check_password(shown[user.email]) for user in User.objects.filter(email__in=shown)):
        return  # each check costs half a second: the printed three speak for all
    for user in User.objects.filter(is_demo=True):
        if not user.check_password(password_for(user.email)):
            user.set_password(password_for(user.email))
            user.save(update_fields=["password"])


def _make_people() -> tuple[list[Office], dict[int, list[User]]]:
    offices: list[Office] = []
    staff: dict[int, list[User]] = {}
    for code, name, address, phone, members in people.OFFICES:
        office = Office.objects.create(
            code=code, name=name, address=address, phone=phone, email=f"{code.lower()}@example.com"
        )
        team = Team.objects.create(office=office, name=f"Equipo {name}")
        offices.append(office)
        staff[office.pk] = []
        for first, last, role, colour, language in members:
            email = f"{first.lower()}@demo.example"
            user: User = User.objects.create_user(
                email,
                password_for(email),
                first_name=first,
                last_name=last,
                role=role,
                office=office,
                team=team,
                colour=colour,
                language=language,
                is_demo=True,
                phone=f"+3460001{len(staff[office.pk]):02}{office.pk % 100:02}",
            )
            verify_address(user)
            if role == User.Role.SALESPERSON:
                staff[office.pk].append(user)
    return offices, staff


def _give_owners(stock: list[Operation], contacts: list[Contact], rng: random.Random) -> None:
    """Most listings have an owner of their office; some owners have several."""
    by_office: dict[int, list[Contact]] = {}
    for contact in contacts:
        by_office.setdefault(contact.office_id, []).append(contact)
    for operation in stock:
        listing = operation.listing
        if listing.owner_id is None and rng.random() < 0.97:
            listing.owner = rng.choice(by_office[listing.office_id][:60])
            Listing.objects.filter(pk=listing.pk).update(owner=listing.owner)


def _tell_stories(
    *, contacts: list[Contact], stock: list[Operation], staff: dict[int, list[User]], now: datetime, rng: random.Random
) -> list[Story]:
    by_office: dict[int, list[Operation]] = {}
    for operation in stock:
        by_office.setdefault(operation.listing.office_id, []).append(operation)
    told = []
    order = [*contacts, *rng.sample(contacts, LEADS - len(contacts))]
    for number, contact in enumerate(order):
        operation = rng.choice([one for one in by_office[contact.office_id] if one.listing.owner_id != contact.pk])
        if number < len(stories.WAITING):
            told.append(_waiting(number, contact, operation, staff, now, rng))
            continue
        at = _a_working_moment(now, rng)
        actor = contact.salesperson or rng.choice(staff[contact.office_id])
        contact.salesperson = actor
        story = stories.begin(contact=contact, operation=operation, actor=actor, at=at, now=now, rng=rng)
        told.append(stories.tell_story(story, operation, _target(now - at, rng)))
    for contact in contacts:
        Contact.objects.filter(pk=contact.pk).update(salesperson=contact.salesperson)
    return told


def _waiting(
    number: int, contact: Contact, operation: Operation, staff: dict[int, list[User]], now: datetime, rng: random.Random
) -> Story:
    """A lead that nobody has answered yet; its next action is the call."""
    minutes, in_pool = stories.WAITING[number]
    at = now - timedelta(minutes=minutes)
    people_here = staff[contact.office_id]
    actor = None if in_pool else people_here[0 if number % 2 == 0 else number % len(people_here)]
    contact.salesperson = actor
    story = stories.begin(contact=contact, operation=operation, actor=actor, at=at, now=now, rng=rng)
    due = at + timedelta(minutes=5)
    story.actions.append(NextAction(lead=story.lead, salesperson=actor, kind=ActionKind.CALL, due_at=due))
    return story


def _a_working_moment(now: datetime, rng: random.Random) -> datetime:
    """Some moment of the last ninety days, mostly in office hours, never in the last three."""
    day = today() - timedelta(days=int(DAYS * rng.random() ** 1.3))
    at = local_midnight(day) + timedelta(hours=rng.choice(stories.HOURS), minutes=rng.randint(0, 59))
    return min(at, now - timedelta(hours=3, minutes=rng.randint(0, 600)))


def _target(age: timedelta, rng: random.Random) -> str:
    """How far a case of this age has come: fresh ones are open, old ones mostly closed."""
    if age < timedelta(days=2):
        return Stage.CONTACTED
    if age < timedelta(days=10):
        return stories.pick(((Stage.CONTACTED, 40), (Stage.QUALIFIED, 35), (Stage.LOST, 25)), rng)
    return stories.pick(STAGES, rng)


def _plan_viewings(told: list[Story], now: datetime, rng: random.Random) -> None:
    """Viewings today at different hours, a few in the coming week, and one of yesterday that awaits its outcome."""
    open_stories = [
        story
        for story in told
        if story.actor is not None and story.lead.stage in {Stage.QUALIFIED, Stage.CONTACTED} and story.lead.answered_at
    ]
    by_person: dict[int, list[Story]] = {}
    for story in open_stories:
        assert story.actor is not None
        by_person.setdefault(story.actor.pk, []).append(story)
    for own in by_person.values():
        slots = [(-1, 17), (0, 10), (0, 12), (0, 17), (1, 11), (2, 18), (4, 10)]
        for (days, hour), story in zip(slots, own, strict=False):
            _plan_viewing(story, days, hour, now, rng)


def _plan_viewing(story: Story, days: int, hour: int, now: datetime, rng: random.Random) -> None:
    assert story.actor is not None
    start = local_midnight(today() + timedelta(days=days)) + timedelta(hours=hour, minutes=rng.choice([0, 30]))
    viewing = Viewing(
        lead=story.lead,
        listing=story.listing,
        salesperson=story.actor,
        office=story.lead.office,
        starts_at=start,
        ends_at=start + timedelta(minutes=45),
        place=story.listing.address,
    )
    story.clock = max(story.clock, now - timedelta(hours=rng.uniform(3, 30)))
    story.move(Stage.VIEWING)
    action = NextAction(
        lead=story.lead,
        salesperson=story.actor,
        kind=ActionKind.VIEWING,
        due_at=start,
        note=story.listing.reference,
    )
    story.viewings.append((viewing, action))
    story.actions.clear()


def _close_what_was_won(told: list[Story]) -> None:
    """What was won is sold or let; half of those cases asked about another property than they took."""
    for story in told[::2]:
        if story.lead.stage != Stage.WON:
            continue
        operation = story.listing.operations.exclude(status__in=["sold", "rented"]).first()
        if operation is None:
            continue
        operation.status = "sold" if operation.kind == "sale" else "rented"
        operation.closed_at = story.lead.closed_at
        price = operation.price or Decimal(0)
        operation.close_price = (price * Decimal("0.96")).quantize(Decimal(1))
        operation.save()
