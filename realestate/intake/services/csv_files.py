"""Files of leads from other programs: read, looked at, and then a message for each row."""

import csv
import hashlib
import io
import json
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from realestate.audit.services import record
from realestate.core import jobs
from realestate.core.errors import BusinessRuleError
from realestate.core.text import normalise
from realestate.intake.choices import ImportState, Kind
from realestate.intake.models import InboundMessage, LeadImport
from realestate.intake.parsers import clean
from realestate.intake.parsers.labels import LABELS
from realestate.intake.services.processing import process_message
from realestate.salespeople.models import Office, User

LARGEST_FILE = 2 * 1024 * 1024
MOST_ROWS, MOST_COLUMNS = 2000, 60
DATES = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M", "%Y-%m-%d %H:%M:%S")
FIELDS = ("name", "email", "phone", "reference", "message", "received_at")
FURTHER = {
    "fecha": "received_at", "date": "received_at", "datum": "received_at", "fecha de entrada": "received_at",
    "creado": "received_at", "created": "received_at", "notas": "message", "notes": "message", "ref": "reference",
    "inmueble": "reference", "property": "reference", "first name": "name", "apellidos": "name", "last name": "name",
}  # fmt: skip


@dataclass(frozen=True)
class Table:
    """A file taken apart: the names of its columns and its rows as text."""

    names: list[str]
    rows: list[list[str]]


def read_table(content: bytes) -> Table:
    """The table in a file, whatever separates its columns and however it is encoded; BusinessRuleError if none."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        text = content.decode("utf-16", "replace")
    else:
        try:
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = content.decode("cp1252", "replace")
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(";,\t|", key=first.count)
    try:
        reader = csv.reader(io.StringIO(text.replace("\x00", "")), delimiter=separator)
        lines = [[clean.plain(cell, 4000) for cell in row[:MOST_COLUMNS]] for row in reader if any(map(str.strip, row))]
    except csv.Error as error:
        raise BusinessRuleError(_("The file is no CSV table.")) from error
    if len(lines) < 2:
        raise BusinessRuleError(_("The file holds no rows below the names of its columns."))
    if len(lines) > MOST_ROWS + 1:
        raise BusinessRuleError(_("The file holds more than %(count)d rows: split it.") % {"count": MOST_ROWS})
    width = len(lines[0])
    return Table(lines[0], [(row + [""] * width)[:width] for row in lines[1:]])


def guessed_field(name: str) -> str:
    """Which field a column is by its name; empty when that is not plain."""
    word = normalise(name).strip(" .:*_")
    field = LABELS.get(word, ("", ""))[0]
    known = {"first_name": "name", "last_name": "name", "portal_reference": ""}
    field = FURTHER.get(word) or known.get(field, field)
    return field if field in FIELDS else ""


@transaction.atomic
def start_import(*, actor: User, office: Office, source: str, portal: str, filename: str, content: bytes) -> LeadImport:
    """Keep a file for its preview; nothing becomes a lead yet."""
    _check(actor)
    if len(content) > LARGEST_FILE:
        raise BusinessRuleError(_("The file is larger than 2 MB: split it."))
    table = read_table(content)
    batch = LeadImport.objects.create(
        office=office,
        source=source,
        portal=portal,
        filename=clean.plain(filename, 200) or "leads.csv",
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        columns=[
            {"name": name[:80] or f"{index + 1}", "field": guessed_field(name)}
            for index, name in enumerate(table.names)
        ],
        row_count=len(table.rows),
        created_by=actor,
    )
    record(actor=actor, action="intake.import_read", subject=batch, changes={"rows": batch.row_count})
    return batch


@transaction.atomic
def confirm_import(*, actor: User, batch: LeadImport, fields: list[str]) -> None:
    """Have each row become a message, with the columns as the person set them."""
    _check(actor)
    if not {"email", "phone"} & set(fields):
        raise BusinessRuleError(_("Say which column is the telephone number or the e-mail address."))
    columns = [{**column, "field": field} for column, field in zip(batch.columns, fields, strict=True)]
    _move(batch, ImportState.RUNNING, columns=columns)
    record(actor=actor, action="intake.import_confirmed", subject=batch)
    jobs.enqueue("intake.import", batch.pk)


@transaction.atomic
def cancel_import(*, actor: User, batch: LeadImport) -> None:
    """Leave the file as it is; nothing becomes a lead."""
    _check(actor)
    _move(batch, ImportState.CANCELLED)
    record(actor=actor, action="intake.import_cancelled", subject=batch)


def run_import(*, batch_id: int) -> int:
    """Make a message of each row and read it; a run that broke off goes on where it ended. Returns the new ones."""
    batch = LeadImport.objects.select_related("office").filter(pk=batch_id, state=ImportState.RUNNING).first()
    if batch is None:
        return 0
    table = read_table(bytes(batch.content))
    fields = [column["field"] for column in batch.columns]
    done = set(InboundMessage.objects.of_import(batch).values_list("external_id", flat=True))
    made = 0
    for number, row in enumerate(table.rows, start=2):  # as the person counts: the first row holds the names
        key = f"{batch.sha256[:24]}:{number}"
        if key in done:
            continue
        body = json.dumps(as_lead(row, fields, batch.columns, batch.office.time_zone), ensure_ascii=False).encode()
        message = InboundMessage.objects.create(
            kind=Kind.CSV,
            office=batch.office,
            lead_import=batch,
            source=batch.source,
            portal=batch.portal,
            external_id=key,
            raw=body,
            size=len(body),
            sha256=hashlib.sha256(body).hexdigest(),
            sender=batch.filename[:254],
            subject=f"{batch.filename[:200]} · {number}",
        )
        process_message(message_id=message.pk)
        made += 1
    LeadImport.objects.filter(pk=batch.pk).update(state=ImportState.DONE, updated_at=timezone.now())
    return made


def as_lead(row: list[str], fields: list[str], columns: list[dict[str, str]], zone: str) -> dict[str, Any]:
    """A row in our own shape; several columns of one field stand together, what is not imported is kept beside."""
    lead: dict[str, Any] = {}
    rest: dict[str, str] = {}
    for value, field, column in zip(row, fields, columns, strict=True):
        if not value:
            continue
        if field == "received_at":
            lead[field] = as_moment(value, zone) or value
        elif field:
            lead[field] = f"{lead[field]} {value}" if field in lead else value
        else:
            rest[column["name"]] = value
    return {**lead, "rest": rest} if rest else lead


def as_moment(text: str, zone: str) -> str:
    """A day or moment as spreadsheets write it, at noon where no hour is said; empty when it is none."""
    for form in DATES:
        try:
            found = datetime.strptime(text.strip(), form)
        except ValueError:
            continue
        if "%H" not in form:
            found = datetime.combine(date(found.year, found.month, found.day), time(12))
        return found.replace(tzinfo=ZoneInfo(zone)).isoformat()
    return ""


def _check(actor: User) -> None:
    if not actor.is_manager:
        raise BusinessRuleError(_("Only managers import leads."))


def _move(batch: LeadImport, state: str, **values: Any) -> None:
    rows = LeadImport.objects.filter(pk=batch.pk, state=ImportState.PREVIEW)
    if not rows.update(state=state, updated_at=timezone.now(), **values):
        raise BusinessRuleError(_("Somebody has dealt with this file already."))
    batch.refresh_from_db(fields=["state", "columns"])
