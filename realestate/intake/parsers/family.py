"""What the mails of all portals have in common: labels, or a block with a name, a number and an address."""

import re
from dataclasses import dataclass, field
from urllib.parse import unquote

from realestate.intake.parsers import clean
from realestate.intake.parsers.base import ParsedEnquiry
from realestate.intake.parsers.labels import END, Labelled, label_of, read_labels
from realestate.intake.parsers.message import Mail
from realestate.intake.parsers.words import language_of

REFERENCE = re.compile(
    r"\b(?:referencia|reference|référence|referenz|objektnummer|"
    r"ref)\b\.?\s*(?:n[ºo°.]{1,2}\s*)?[:#]?\s*([A-Za-z0-9][\w*/.\-]{1,40})",
    re.IGNORECASE,
)
LIKE_REFERENCE = re.compile(r"(?<![\w@/.-])([A-Za-z]{1,8}[-_/]?\d{1,6}(?:[-_/][A-Za-z0-9]{1,6}){0,2})(?![\w@-])")
OUR_PAGE = re.compile(r"/(?:inmuebles|en/properties)/([A-Za-z0-9-]{3,200})/?(?:[?#]|$)")
QUOTED = re.compile(r"[«“\"]\s*([^«»“”\"]{8,4000}?)\s*[»”\"]", re.DOTALL)
HEADINGS = re.compile(
    r"datos|contacto|mensaje|message|details|anuncio|inmueble|property|nuevo|new |hola|hello|piso|casa|ático|"
    r"apartment|villa",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Family:
    """One portal's mails. Patterns may name groups: ``name`` and ``reference``."""

    code: str
    domains: tuple[str, ...]  # the word before the ending: "idealista" stands for idealista.com, .it, .pt
    leads: re.Pattern[str]  # subjects of mails that bring a lead
    others: re.Pattern[str] = re.compile(r"(?!)")  # subjects of mails that never do: invoices, statistics
    calls: re.Pattern[str] = re.compile(r"(?!)")  # subjects that tell of a missed call
    number: re.Pattern[str] = re.compile(r"(?!)")  # the portal's number of the listing, in addresses and text
    labels: dict[str, str] = field(default_factory=dict)

    def owns(self, domain: str) -> bool:
        """Is this the portal's domain, or one below it?"""
        return any(word in domain.lower().split(".")[:-1] for word in self.domains)

    def owns_address(self, address: str) -> bool:
        return self.owns(address.partition("@")[2])


def read(mail: Mail, family: Family) -> ParsedEnquiry | None:
    """The lead in a portal's mail, or nothing when it brings none."""
    if family.others.search(mail.subject):
        return None
    subject, call = family.leads.search(mail.subject), family.calls.search(mail.subject)
    labelled = read_labels(mail.text, family.labels)
    email, phone = _address(labelled.get("email"), mail, family), clean.phone_in(labelled.get("phone"))
    is_labelled = bool(clean.email_in(labelled.get("email")) or phone) and bool(
        labelled.name or labelled.get("message")
    )
    if not (subject or call or is_labelled):
        return None
    block = Block.of(mail.text, family)
    email, phone = email or block.email, phone or block.phone
    relay = mail.reply_to if mail.reply_to and not clean.is_machine(mail.reply_to) else ""
    if not (email or phone or relay):
        return None
    said = groups(subject) | groups(call)
    has_labels = bool(labelled.get("email") or labelled.get("phone"))
    message = labelled.get("message") or ("" if call or has_labels else block.message)
    return ParsedEnquiry(
        name=clean.name_of(labelled.name)
        or clean.name_of(said.get("name", ""))
        or ("" if call or has_labels else block.name)
        or reply_name(mail, family),
        email=email or relay,
        phone=phone,
        message=message,
        reference=reference_of(labelled, said, mail),
        portal=family.code,
        external_id=labelled.get("external_id"),
        url=page_of(mail, family),
        language=labelled.language or language_of(message or mail.text),
        kind="call" if call else kind_of(labelled),
        price=labelled.get("price"),
        wishes=labelled.get("wishes"),
        other_references=tuple(others_of(labelled, mail, family)),
    )


def groups(match: re.Match[str] | None) -> dict[str, str]:
    return {name: value for name, value in match.groupdict().items() if value} if match else {}


def kind_of(labelled: Labelled) -> str:
    return "price" if labelled.get("price") else "visit" if labelled.get("wishes") else ""


def reference_of(labelled: Labelled, said: dict[str, str], mail: Mail) -> str:
    """Ours, as the mail writes it: behind a label, in the subject, anywhere in the text."""
    for text in (labelled.get("reference"), said.get("reference", "")):
        word = text.strip().split(" ")[0].strip(".,;()[]\"'") if text else ""
        if word:
            return word
    for text in (mail.subject, mail.text[:20_000]):
        for found in REFERENCE.finditer(text):
            word = found.group(1).strip(".,;-/")
            if any(char.isdigit() for char in word):
                return word
    return ""


def others_of(labelled: Labelled, mail: Mail, family: Family | None) -> list[str]:
    """Further words that may name the listing: the portal's number, what looks like a reference."""
    found = [labelled.get("portal_reference").split(" ")[0]] if labelled.get("portal_reference") else []
    if family is not None:
        for text in (*(unquote(link) for link in mail.links[:60]), mail.text[:20_000]):
            match = family.number.search(text)
            found += [one for one in match.groups() if one] if match else []
    found += LIKE_REFERENCE.findall(mail.subject)[:3]
    return list(dict.fromkeys(one for one in found if one))[:5]


def page_of(mail: Mail, family: Family | None) -> str:
    """The address of the listing's page, ours or the portal's, without what only counts clicks."""
    best = ""
    for link in mail.links[:100]:
        whole = unquote(link)
        inner = whole[whole.rfind("http") :] if whole.count("http") > 1 else whole
        address = re.split(r"[?#&]", inner)[0]
        if OUR_PAGE.search(address + "?"):
            return address
        if not best and family is not None and family.number.search(address):
            best = address
    return best


def _address(text: str, mail: Mail, family: Family) -> str:
    """The person's own address: never the portal's."""
    found = clean.email_in(text)
    if found and not (family.owns_address(found) and clean.is_machine(found)):
        return found
    reply = mail.reply_to
    if reply and not family.owns_address(reply) and not clean.is_machine(reply):
        return reply
    return ""


def reply_name(mail: Mail, family: Family | None) -> str:
    """Whom an answer would go to, unless that is the portal."""
    name = clean.name_of(mail.reply_name)
    if not name or (family is not None and any(word in name.lower() for word in family.domains)):
        return ""
    return name


@dataclass(frozen=True)
class Block:
    """What stands without labels: a name over a number and an address, then the message."""

    name: str = ""
    email: str = ""
    phone: str = ""
    message: str = ""

    @classmethod
    def of(cls, text: str, family: Family | None) -> "Block":
        lines = _own_lines(text)
        email = phone = ""
        first = last = -1
        for index, line in enumerate(lines):
            if len(line) > 90:
                continue
            here = next(
                (one for one in clean.EMAIL.findall(line) if family is None or not family.owns_address(one)), ""
            )
            number = "" if here else clean.phone_in(line)
            if here and not email and not clean.is_machine(here):
                email = here.lower()
            elif number and not phone:
                phone = number
            else:
                continue
            first, last = index if first < 0 else first, index
        message = ""
        quoted = QUOTED.search("\n".join(lines))
        if quoted:
            message = quoted.group(1)
        elif last >= 0:
            message = "\n".join(line for line in lines[last + 1 :] if line)
        return cls(_name_above(lines, first), email, phone, clean.paragraphs(message))


def _own_lines(text: str) -> list[str]:
    """The mail until the portal's own words begin."""
    lines: list[str] = []
    for line in text.replace("\t", "\n").split("\n")[:400]:
        bare = line.strip()
        if END.match(bare) and lines:
            break
        lines.append(bare)
    return lines


def _name_above(lines: list[str], index: int) -> str:
    for line in reversed(lines[max(0, index - 3) : max(index, 0)]):
        if not line:
            continue
        if len(line) > 60 or HEADINGS.search(line) or any(char.isdigit() for char in line) or label_of(line):
            return ""
        return clean.name_of(line)
    return ""
