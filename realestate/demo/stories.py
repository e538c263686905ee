"""Four hundred cases over the last ninety days, each with a timeline that could have happened."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from realestate.agenda.models import Viewing
from realestate.contacts.models import Contact
from realestate.core.dates import local_midnight, today
from realestate.demo import people
from realestate.leads.choices import (
    CLOSED_STAGES,
    OPEN_STAGES,
    ActivityKind,
    Channel,
    Direction,
    LostReason,
    Source,
    Stage,
)
from realestate.leads.models import Activity, Demand, Enquiry, Lead, NextAction
from realestate.listings.models import Listing, Operation
from realestate.salespeople.models import User

SOURCES = (
    (Source.PORTAL, Channel.EMAIL, 45),
    (Source.WEB, Channel.FORM, 25),
    (Source.PHONE, Channel.PHONE, 15),
    (Source.WALK_IN, Channel.IN_PERSON, 8),
    (Source.REFERRAL, Channel.PHONE, 5),
    (Source.SIGN, Channel.PHONE, 2),
)
LOST_REASONS = (
    (LostReason.NO_ANSWER, 35),
    (LostReason.NOTHING_FITS, 20),
    (LostReason.PRICE, 15),
    (LostReason.BOUGHT_ELSEWHERE, 15),
    (LostReason.POSTPONED, 10),
    (LostReason.FINANCING, 5),
)
HOURS = (9, 10, 11, 12, 13, 16, 17, 18, 19)
# Minutes ago, in the pool or not: what waits for an answer when the demo is opened.
WAITING = ((2, False), (4, True), (14, False), (25, True), (55, False), (130, True), (300, False), (1500, False))


@dataclass
class Story:
    """One case being told: its rows are written together at the end."""

    lead: Lead
    listing: Listing
    actor: User | None
    clock: datetime
    now: datetime
    rng: random.Random
    activities: list[Activity] = field(default_factory=list)
    enquiries: list[Enquiry] = field(default_factory=list)
    actions: list[NextAction] = field(default_factory=list)
    demands: list[Demand] = field(default_factory=list)
    viewings: list[tuple[Viewing, NextAction | None]] = field(default_factory=list)

    def later(self, low: float, high: float) -> datetime:
        """Move on by so many hours, never past now."""
        self.clock = min(self.clock + timedelta(hours=self.rng.uniform(low, high)), self.now - timedelta(minutes=1))
        return self.clock

    def tell(self, kind: str, direction: str, body: str, **more: object) -> None:
        self.activities.append(
            Activity(
                lead=self.lead,
                contact=self.lead.contact,
                listing=self.lead.listing,
                kind=kind,
                direction=direction,
                body=body,
                actor=self.actor,
                at=self.clock,
                **more,
            )
        )

    def move(self, stage: str) -> None:
        self.tell(ActivityKind.STAGE, Direction.INTERNAL, "", data={"from": self.lead.stage, "to": stage})
        self.lead.stage, self.lead.stage_changed_at = stage, self.clock


def pick(choices: tuple[tuple[object, int], ...], rng: random.Random) -> str:
    """One of the values, by weight."""
    return str(rng.choices([value for value, _ in choices], [weight for _, weight in choices])[0])


def begin(
    *, contact: Contact, operation: Operation, actor: User | None, at: datetime, now: datetime, rng: random.Random
) -> Story:
    """The enquiry arrives and somebody gets it, or it waits in the pool."""
    source, channel, _ = rng.choices(SOURCES, [weight for *_, weight in SOURCES])[0]
    listing = operation.listing
    asks = rng.random() < 0.75
    lead = Lead(
        office=contact.office,
        contact=contact,
        salesperson=actor,
        listing=listing if asks else None,
        source=source,
        summary=f"{listing.headline}"[:300] if asks else rng.choice(people.WANTS),
        received_at=at,
        stage_changed_at=at,
        assigned_at=at if actor else None,
        created_at=at,
    )
    story = Story(lead, listing, actor, at, now, rng)
    message = rng.choice(people.MESSAGES)
    story.enquiries.append(
        Enquiry(
            lead=lead,
            source=source,
            channel=channel,
            listing=lead.listing,
            name=contact.name,
            message=message,
            payload={"demo": True, "name": contact.name, "message": message},
            received_at=at,
        )
    )
    story.actor = None
    story.tell(ActivityKind.ENQUIRY, Direction.IN, message)
    if actor is not None:
        story.tell(
            ActivityKind.ASSIGNMENT, Direction.INTERNAL, "", data={"to": actor.pk, "to_name": actor.get_full_name()}
        )
    story.actor = actor
    return story


def answer(story: Story) -> None:
    """The first call: mostly within minutes, sometimes the next day."""
    rng = story.rng
    minutes = rng.choices(
        [rng.uniform(1, 5), rng.uniform(5, 30), rng.uniform(30, 400), rng.uniform(600, 1800)], [40, 30, 20, 10]
    )
    story.later(minutes[0] / 60, minutes[0] / 60)
    story.lead.answered_at = story.clock
    if rng.random() < 0.2:
        story.tell(ActivityKind.CALL, Direction.OUT, rng.choice(people.NO_ANSWER_NOTES))
        story.move(Stage.CONTACTED)
        story.later(2, 24)
        story.tell(ActivityKind.WHATSAPP, Direction.OUT, rng.choice(people.WHATSAPPS))
    else:
        story.tell(ActivityKind.CALL, Direction.OUT, rng.choice(people.CALL_NOTES))
        story.move(Stage.CONTACTED)


def qualify(story: Story, operation: Operation) -> None:
    """What they look for is written down, near what they asked about."""
    rng, listing = story.rng, story.listing
    story.later(1, 48)
    price = operation.price or Decimal(150_000)
    step = Decimal(5_000) if price > 10_000 else Decimal(50)
    story.demands.append(
        Demand(
            contact=story.lead.contact,
            lead=story.lead,
            office=story.lead.office,
            operation=operation.kind,
            property_types=[listing.property_type],
            zones=[listing.town],
            price_max=(price * Decimal(rng.choice(["0.95", "1", "1.1", "1.2"])) / step).to_integral_value() * step,
            bedrooms_min=max(1, (listing.bedrooms or 2) - 1) if listing.has_bedrooms else None,
            features=[feature for feature in ("pool", "lift", "terrace") if rng.random() < 0.15],
            must_haves=["price", "property_type"] + (["zone"] if rng.random() < 0.4 else []),
        )
    )
    story.tell(ActivityKind.DEMAND, Direction.INTERNAL, "Demanda anotada")
    story.move(Stage.QUALIFIED)
    if rng.random() < 0.4:
        story.later(1, 30)
        story.tell(ActivityKind.NOTE, Direction.INTERNAL, rng.choice(people.NOTES))


def show(story: Story) -> None:
    """A viewing that took place, with what they said."""
    rng = story.rng
    assert story.actor is not None
    story.move(Stage.VIEWING)
    story.later(24, 96)
    start = story.clock.replace(
        hour=rng.choice([9, 10, 11, 15, 16, 17]), minute=rng.choice([0, 30]), second=0, microsecond=0
    )
    if start + timedelta(hours=1) > story.now:
        start -= timedelta(days=1)
    outcome, feedback = rng.choice(people.FEEDBACK)
    viewing = Viewing(
        lead=story.lead,
        listing=story.listing,
        salesperson=story.actor,
        office=story.lead.office,
        starts_at=start,
        ends_at=start + timedelta(minutes=45),
        place=story.listing.address,
        status=Viewing.Status.DONE,
        outcome=outcome,
        feedback=feedback,
    )
    story.viewings.append((viewing, None))
    story.clock = max(story.clock, start + timedelta(minutes=50))
    story.tell(ActivityKind.VIEWING, Direction.INTERNAL, f"{story.listing.reference}: {feedback}")


def offer(story: Story, operation: Operation) -> None:
    """An offer a little under the price."""
    story.later(12, 72)
    amount = ((operation.price or Decimal(150_000)) * Decimal(story.rng.randint(90, 100)) / 100).quantize(Decimal(1))
    story.lead.offer_amount, story.lead.offer_currency = amount, operation.currency
    data = {"amount": str(amount), "currency": operation.currency}
    story.tell(ActivityKind.OFFER, Direction.IN, "", data=data)
    story.move(Stage.OFFER)


def close(story: Story, stage: str) -> None:
    """Won, or lost for a reason."""
    story.later(24, 240)
    if stage == Stage.LOST:
        story.lead.lost_reason = pick(LOST_REASONS, story.rng)
    elif story.rng.random() < 0.7:
        for step in (Stage.RESERVED, Stage.UNDER_CONTRACT):
            story.move(step)
            story.later(24, 120)
    story.move(stage)
    story.lead.closed_at = story.clock


def plan(story: Story) -> None:
    """What comes next: most of it in the coming days, some today, a little overdue."""
    rng = story.rng
    kind = rng.choice(tuple(people.PLANS))
    days = rng.choices([rng.randint(-3, -1), 0, rng.randint(1, 12)], [12, 18, 70])[0]
    due = local_midnight(today() + timedelta(days=days)) + timedelta(
        hours=rng.choice(HOURS), minutes=rng.choice([0, 15, 30])
    )
    story.actions.append(
        NextAction(lead=story.lead, salesperson=story.actor, kind=kind, due_at=due, note=rng.choice(people.PLANS[kind]))
    )


def tell_story(story: Story, operation: Operation, target: str) -> Story:
    """Take the case as far as ``target``; an open one ends with a next action."""
    reached = OPEN_STAGES.index(target) if target in OPEN_STAGES else story.rng.choice([1, 1, 2, 3])
    if target == Stage.WON:
        reached = OPEN_STAGES.index(Stage.OFFER)
    if reached >= 1:
        answer(story)
    if reached >= 2:
        qualify(story, operation)
    if reached >= 3:
        show(story)
    if reached >= 4:
        offer(story, operation)
    if target in CLOSED_STAGES:
        close(story, target)
    else:
        for stage in OPEN_STAGES[5 : reached + 1]:
            story.later(24, 96)
            story.move(stage)
        plan(story)
    return story


def write(stories: list[Story]) -> None:
    """All rows of all stories, room by room."""
    for story in stories:
        story.lead.save()  # one by one: MySQL tells no keys after a bulk insert
    Enquiry.objects.bulk_create([row for story in stories for row in story.enquiries], batch_size=200)
    Activity.objects.bulk_create([row for story in stories for row in story.activities], batch_size=200)
    Demand.objects.bulk_create([row for story in stories for row in story.demands], batch_size=200)
    for story in stories:
        for viewing, action in story.viewings:
            viewing.save()
            if action is not None:
                action.viewing_id = viewing.pk
                story.actions.append(action)
    NextAction.objects.bulk_create([row for story in stories for row in story.actions], batch_size=200)
