"""Every address × every role. A new address that is not listed here fails the last test.

Letters: o answered, f forbidden (403), n not found (404), g gone (410), l sent to the sign-in page.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from realestate.contacts.consents import withdrawal_url
from realestate.contacts.merging import merge_contacts
from realestate.contacts.models import Likeness, Relation
from realestate.core.tokens import new_token, token_hash
from realestate.intake.models import TaughtRule
from realestate.intake.tests.makers import make_import, make_key, make_mailbox, make_message
from realestate.leads.models import ClaimOffer, RoutingRule
from realestate.listings.models import BulkEdit, RuleOverride
from realestate.ownerroom.models import PriceProposal, ReleasedFeedback
from realestate.ownerroom.services import make_link
from realestate.portals.models import FeedBuild, ImportBatch, PortalAccount
from realestate.salespeople.models import Absence, Holiday, Invitation, Notification, User
from realestate.tests import factories

pytestmark = pytest.mark.django_db

ROLES = ("salesperson", "colleague", "coordinator", "manager", "stranger", "dpo", "auditor", "anonymous")
ANYBODY = "oooooooo"
SIGNED_IN = "ooooooo" + "l"
SELLERS = "ooooo" + "ff" + "l"
MANAGERS = "fff" + "o" + "fff" + "l"
EDIT_LISTING = "o" + "f" + "oo" + "fff" + "l"
SEE_OWNER = "o" + "f" + "oo" + "f" + "oo" + "l"
SEE_LEAD = "o" + "n" + "oo" + "n" + "oo" + "l"
WORK_LEAD = "o" + "n" + "oo" + "n" + "ff" + "l"
CLAIM = "oooo" + "n" + "ff" + "l"
DIRECTORS = "ff" + "oo" + "fff" + "l"
READ_INTAKE = "ff" + "oo" + "f" + "oo" + "l"
WORK_INTAKE = "ff" + "oo" + "fff" + "l"
ONLY_MANAGERS_ADMIN = "fff" + "o" + "fff" + "l"

LEAD, LISTING, OPERATION, PHOTO = "lead", "listing", "operation", "photo"

# name, method, what stands in the address, answers in the order of ROLES
MATRIX: tuple[tuple[str, str, str, str], ...] = (
    ("reports:today", "get", "", SIGNED_IN),
    ("reports:unanswered", "get", "", SIGNED_IN),
    ("reports:actions", "get", "", SIGNED_IN),
    ("reports:viewings", "get", "", SIGNED_IN),
    ("reports:loose_ends", "get", "", SIGNED_IN),
    ("reports:month", "get", "", SIGNED_IN),
    ("set_language", "post", "", ANYBODY),
    ("core:set_theme", "post", "", ANYBODY),
    ("account_login", "get", "", ANYBODY),
    ("account_logout", "get", "", SIGNED_IN),
    ("account_inactive", "get", "", ANYBODY),
    ("account_signup", "get", "", ANYBODY),
    ("account_reauthenticate", "get", "", SIGNED_IN),
    ("account_email", "get", "", SIGNED_IN),
    ("account_email_verification_sent", "get", "", ANYBODY),
    ("account_change_password", "get", "", SIGNED_IN),
    ("account_set_password", "get", "", SIGNED_IN),
    ("account_reset_password", "get", "", ANYBODY),
    ("account_confirm_login_code", "get", "", SIGNED_IN),
    ("account_confirm_email", "get", "key", ANYBODY),
    ("account_reset_password_from_key_done", "get", "", ANYBODY),
    ("account_reset_password_from_key", "get", "reset", ANYBODY),
    ("account_reset_password_done", "get", "", ANYBODY),
    ("salespeople:profile", "get", "", SIGNED_IN),
    ("salespeople:end_other_sessions", "post", "", SIGNED_IN),
    ("salespeople:team", "get", "", SIGNED_IN),
    ("salespeople:absences", "get", "", SIGNED_IN),
    ("salespeople:absence_create", "get", "", SELLERS),
    ("salespeople:absence_update", "get", "absence", "o" + "f" + "oo" + "n" + "ff" + "l"),
    ("salespeople:absence_delete", "post", "absence", "o" + "f" + "oo" + "n" + "ff" + "l"),
    ("salespeople:notifications", "get", "", SIGNED_IN),
    ("salespeople:bell", "get", "", SIGNED_IN),
    ("salespeople:notifications_read", "post", "", SIGNED_IN),
    ("salespeople:notification_settings", "get", "", SIGNED_IN),
    ("salespeople:notification_open", "post", "notification", "o" + "nnnnnn" + "l"),
    ("salespeople:invite", "get", "", MANAGERS),
    ("salespeople:invite_again", "post", "person", MANAGERS),
    ("salespeople:deactivate", "post", "person", MANAGERS),
    ("salespeople:activate", "post", "person", MANAGERS),
    ("salespeople:photo", "get", "person", "nnnnnnn" + "l"),
    ("salespeople:accept_invitation", "get", "invitation", ANYBODY),
    ("documents:sign_es", "get", "to_sign", ANYBODY),
    ("documents:sign_code_es", "post", "to_sign", ANYBODY),
    ("documents:sign_submit_es", "post", "to_sign", ANYBODY),
    ("documents:sign_decline_es", "post", "to_sign", ANYBODY),
    ("documents:sign_document_es", "get", "to_sign", ANYBODY),
    ("documents:sign_evidence_es", "get", "to_sign", "nnnnnnnn"),
    ("documents:verify_es", "get", "signed", ANYBODY),
    ("documents:sign_en", "get", "to_sign", ANYBODY),
    ("documents:sign_code_en", "post", "to_sign", ANYBODY),
    ("documents:sign_submit_en", "post", "to_sign", ANYBODY),
    ("documents:sign_decline_en", "post", "to_sign", ANYBODY),
    ("documents:sign_document_en", "get", "to_sign", ANYBODY),
    ("documents:sign_evidence_en", "get", "to_sign", "nnnnnnnn"),
    ("documents:verify_en", "get", "signed", ANYBODY),
    ("documents:signature", "get", "signature", SEE_LEAD),
    ("documents:resend", "post", "signature", WORK_LEAD),
    ("documents:revoke", "post", "signature", WORK_LEAD),
    *((f"ownerroom:room_{code}", "get", "room", ANYBODY) for code in ("es", "en")),
    *((f"ownerroom:photo_{code}", "get", "room", "nnnnnnnn") for code in ("es", "en")),
    *((f"ownerroom:document_{code}", "get", "room_paper", ANYBODY) for code in ("es", "en")),
    *((f"ownerroom:price_{code}", "get", "room_price", ANYBODY) for code in ("es", "en")),
    *((f"ownerroom:approve_{code}", "post", "room_price", "fffffff" + "o") for code in ("es", "en")),
    *((f"ownerroom:decline_{code}", "post", "room_price", "fffffff" + "o") for code in ("es", "en")),
    *((f"ownerroom:annex_{code}", "get", "room_price", "nnnnnnnn") for code in ("es", "en")),
    ("ownerroom:panel", "get", LISTING, SEE_OWNER),
    ("ownerroom:preview", "get", LISTING, SEE_OWNER),
    ("ownerroom:link_create", "get", LISTING, EDIT_LISTING),
    ("ownerroom:link_send", "post", "owner_link", EDIT_LISTING),
    ("ownerroom:link_show", "post", "owner_link", EDIT_LISTING),
    ("ownerroom:link_extend", "post", "owner_link", EDIT_LISTING),
    ("ownerroom:link_revoke", "post", "owner_link", EDIT_LISTING),
    ("ownerroom:propose", "get", OPERATION, EDIT_LISTING),
    ("ownerroom:proposal_withdraw", "post", "proposal", EDIT_LISTING),
    ("ownerroom:proposal_annex", "get", "proposal", "n" + "f" + "nn" + "f" + "nn" + "l"),
    ("ownerroom:feedback", "get", "shown", EDIT_LISTING),
    ("ownerroom:feedback_withdraw", "post", "shown", EDIT_LISTING),
    ("portals:search_es", "get", "", ANYBODY),
    ("portals:search_en", "get", "", ANYBODY),
    ("portals:privacy_es", "get", "", ANYBODY),
    ("portals:privacy_en", "get", "", ANYBODY),
    ("portals:robots", "get", "", ANYBODY),
    ("portals:sitemap", "get", "", ANYBODY),
    ("portals:sitemap_pages", "get", "", ANYBODY),
    ("portals:sitemap_block", "get", "sitemap", "nnnnnnnn"),
    ("portals:contact_es", "get", "", ANYBODY),
    ("portals:thanks_es", "get", "", ANYBODY),
    ("portals:listing_es", "get", "address", ANYBODY),
    ("portals:contact_en", "get", "", ANYBODY),
    ("portals:thanks_en", "get", "", ANYBODY),
    ("portals:listing_en", "get", "address", ANYBODY),
    ("portals:feed", "get", "feed", "nnnnnnnn"),
    ("portals:accounts", "get", "", MANAGERS),
    ("portals:account_create", "get", "", MANAGERS),
    ("portals:account", "get", "account", MANAGERS),
    ("portals:account_update", "get", "account", MANAGERS),
    ("portals:account_listings", "get", "account", MANAGERS),
    ("portals:account_history", "get", "account", MANAGERS),
    ("portals:account_reissue", "post", "account", MANAGERS),
    ("portals:account_build", "post", "account", MANAGERS),
    ("portals:account_serve", "post", "build", MANAGERS),
    ("portals:listing_on_portals", "get", LISTING, SIGNED_IN),
    ("portals:portal_want", "post", "wanted", EDIT_LISTING),
    ("portals:portal_leave", "post", "wanted", EDIT_LISTING),
    ("portals:imports", "get", "", MANAGERS),
    ("portals:import_create", "get", "", MANAGERS),
    ("portals:import", "get", "import", MANAGERS),
    ("portals:import_report", "get", "import", MANAGERS),
    ("portals:import_confirm", "post", "import", MANAGERS),
    ("portals:import_cancel", "post", "import", MANAGERS),
    ("portals:import_undo", "post", "import", MANAGERS),
    ("listings:list", "get", "", SIGNED_IN),
    ("listings:create", "get", "", SELLERS),
    ("listings:export", "get", "", SIGNED_IN),
    ("listings:export_xlsx", "get", "", SIGNED_IN),
    ("listings:map_points", "get", "", SIGNED_IN),
    ("listings:compare", "get", "", SIGNED_IN),
    ("listings:selections", "get", "", SIGNED_IN),
    ("listings:selection_create", "get", "", SELLERS),
    ("listings:selection", "get", "selection", "o" + "nn" + "o" + "n" + "oo" + "l"),
    ("listings:selection_renew", "post", "selection", "o" + "nn" + "o" + "n" + "ff" + "l"),
    ("listings:selection_revoke", "post", "selection", "o" + "nn" + "o" + "n" + "ff" + "l"),
    ("listings:bulk", "get", "", SELLERS),
    ("listings:bulk_apply", "post", "", SELLERS),
    ("listings:bulk_result", "get", "bulk", "o" + "nn" + "o" + "nnn" + "l"),
    ("listings:bulk_undo", "post", "bulk", "o" + "nn" + "o" + "nnn" + "l"),
    ("portals:selection_es", "get", "token", ANYBODY),
    ("portals:selection_en", "get", "token", ANYBODY),
    ("portals:selection_pdf_es", "get", "token", ANYBODY),
    ("portals:selection_pdf_en", "get", "token", ANYBODY),
    ("listings:owner_suggestions", "get", "", SELLERS),
    ("listings:owners", "get", LISTING, EDIT_LISTING),
    ("listings:mandate_list", "get", "", SIGNED_IN),
    ("listings:of_contact", "get", "contact", SEE_LEAD),
    ("listings:on_paper", "get", "", MANAGERS),
    ("listings:on_paper_record", "post", "", MANAGERS),
    ("listings:mandates", "get", LISTING, SIGNED_IN),
    ("listings:mandate_create", "get", LISTING, EDIT_LISTING),
    ("listings:mandate", "get", "mandate", SEE_OWNER),
    ("listings:mandate_update", "get", "mandate", EDIT_LISTING),
    ("listings:mandate_document", "get", "mandate", "n" + "f" + "nn" + "f" + "nn" + "l"),
    ("listings:mandate_send", "post", "mandate", EDIT_LISTING),
    ("listings:mandate_reopen", "post", "mandate", EDIT_LISTING),
    ("listings:mandate_sign", "post", "mandate", EDIT_LISTING),
    ("listings:mandate_revoke", "post", "mandate", EDIT_LISTING),
    ("listings:mandate_renew", "post", "mandate", EDIT_LISTING),
    ("listings:mandate_withdraw", "post", "mandate", EDIT_LISTING),
    ("listings:keys_out", "get", "", SIGNED_IN),
    ("listings:keys", "get", LISTING, SIGNED_IN),
    ("listings:key_add", "get", LISTING, EDIT_LISTING),
    ("listings:key_take_out", "get", "key_set", SELLERS),
    ("listings:key_bring_back", "post", "key_set", SELLERS),
    ("listings:key_give_to_owner", "post", "key_set", EDIT_LISTING),
    ("listings:key_lose", "post", "key_set", SELLERS),
    ("listings:papers", "get", LISTING, SELLERS),
    ("listings:paper_make", "post", OPERATION, SELLERS),
    ("listings:paper", "get", "brochure", SELLERS),
    ("listings:paper", "get", "dossier", "o" + "f" + "oo" + "f" + "ff" + "l"),
    ("listings:paper_draft", "get", "brochure", SELLERS),
    ("listings:paper_draft", "get", "dossier", "o" + "f" + "oo" + "f" + "ff" + "l"),
    ("listings:legal", "get", LISTING, EDIT_LISTING),
    ("listings:terms", "get", OPERATION, EDIT_LISTING),
    ("ownerroom:report", "get", LISTING, EDIT_LISTING),
    ("listings:texts", "get", LISTING, EDIT_LISTING),
    ("listings:prospects", "get", "", SIGNED_IN),
    ("listings:prospect_create", "get", "", SELLERS),
    ("listings:prospect", "get", "prospect", SEE_LEAD),
    ("listings:prospect_update", "get", "prospect", WORK_LEAD),
    ("listings:prospect_contact", "post", "prospect", WORK_LEAD),
    ("listings:prospect_value", "post", "prospect", WORK_LEAD),
    ("listings:prospect_lose", "post", "prospect", WORK_LEAD),
    ("listings:prospect_reopen", "post", "prospect", WORK_LEAD),
    ("listings:prospect_convert", "post", "prospect", WORK_LEAD),
    ("listings:development_list", "get", "", SIGNED_IN),
    ("listings:development_create", "get", "", SELLERS),
    ("listings:development", "get", "development", SIGNED_IN),
    ("listings:development_update", "get", "development", "oooo" + "fff" + "l"),
    ("listings:photo", "get", "file", "nnnnnnnn"),
    ("listings:photo_edition", "get", "edition", "nnnnnnnn"),
    ("listings:detail", "get", LISTING, SIGNED_IN),
    ("listings:publishing", "get", LISTING, SIGNED_IN),
    ("listings:override", "post", OPERATION, MANAGERS),
    ("listings:override_take_back", "post", "override", MANAGERS),
    ("listings:rules", "get", "", MANAGERS),
    ("listings:rule_switch", "post", "rule", MANAGERS),
    ("listings:update", "get", LISTING, EDIT_LISTING),
    ("listings:owner", "get", LISTING, SEE_OWNER),
    ("listings:operation_add", "get", LISTING, EDIT_LISTING),
    ("listings:set_price", "get", OPERATION, EDIT_LISTING),
    ("listings:publish", "post", OPERATION, EDIT_LISTING),
    ("listings:reserve", "post", OPERATION, EDIT_LISTING),
    ("listings:put_under_contract", "post", OPERATION, EDIT_LISTING),
    ("listings:mark_sold", "post", OPERATION, EDIT_LISTING),
    ("listings:mark_rented", "post", OPERATION, EDIT_LISTING),
    ("listings:withdraw", "post", OPERATION, EDIT_LISTING),
    ("listings:reactivate", "post", OPERATION, EDIT_LISTING),
    ("listings:files_expiring", "get", "", MANAGERS),
    ("listings:files", "get", LISTING, SIGNED_IN),
    ("listings:file", "get", "paper", SEE_LEAD),
    ("listings:file_edit", "get", "paper", WORK_LEAD),
    ("listings:file_delete", "post", "paper", WORK_LEAD),
    ("listings:photos", "get", LISTING, EDIT_LISTING),
    ("listings:photo_upload", "post", LISTING, EDIT_LISTING),
    ("listings:photo_order", "post", LISTING, EDIT_LISTING),
    ("listings:photos_delete", "post", LISTING, EDIT_LISTING),
    ("listings:photos_mark", "post", LISTING, EDIT_LISTING),
    ("listings:photos_unmark", "post", LISTING, EDIT_LISTING),
    ("listings:photos_fetch", "post", LISTING, EDIT_LISTING),
    ("listings:photo_edit", "get", PHOTO, EDIT_LISTING),
    ("listings:photo_tile", "get", PHOTO, EDIT_LISTING),
    ("listings:photo_original", "get", PHOTO, "nnnnnnn" + "l"),
    ("listings:photo_turn", "post", PHOTO, EDIT_LISTING),
    ("listings:photo_retry", "post", PHOTO, EDIT_LISTING),
    ("listings:photo_different", "post", PHOTO, EDIT_LISTING),
    ("listings:photo_up", "post", PHOTO, EDIT_LISTING),
    ("listings:photo_down", "post", PHOTO, EDIT_LISTING),
    ("listings:photo_cover", "post", PHOTO, EDIT_LISTING),
    ("listings:photo_describe", "post", PHOTO, EDIT_LISTING),
    ("listings:photo_delete", "post", PHOTO, EDIT_LISTING),
    ("leads:list", "get", "", SIGNED_IN),
    ("leads:create", "get", "", SELLERS),
    ("leads:export", "get", "", SIGNED_IN),
    ("leads:of_listing", "get", LISTING, SIGNED_IN),
    ("leads:claim_link", "get", "claim_token", ANYBODY),
    ("leads:accountability", "get", "", DIRECTORS),
    ("leads:response_policy", "get", "office", MANAGERS),
    ("leads:holiday_add", "post", "office", MANAGERS),
    ("leads:holiday_remove", "post", "holiday", MANAGERS),
    ("leads:routing", "get", "", DIRECTORS),
    ("leads:routing_dry_run", "get", "", DIRECTORS),
    ("leads:routing_ledger", "get", "", DIRECTORS),
    ("leads:routing_rule_create", "get", "office", MANAGERS),
    ("leads:routing_rule", "get", "routing_rule", MANAGERS),
    ("leads:routing_rule_up", "post", "routing_rule", MANAGERS),
    ("leads:routing_rule_down", "post", "routing_rule", MANAGERS),
    ("leads:routing_rule_switch", "post", "routing_rule", MANAGERS),
    ("leads:routing_rule_delete", "post", "routing_rule", MANAGERS),
    ("leads:demands", "get", LEAD, SEE_LEAD),
    ("leads:demand_create", "get", LEAD, WORK_LEAD),
    ("leads:demand_matches", "get", "demand", SEE_LEAD),
    ("leads:demand_update", "get", "demand", WORK_LEAD),
    ("leads:demand_close", "post", "demand", WORK_LEAD),
    ("leads:demand_renew", "post", "demand", WORK_LEAD),
    ("leads:matches_for_listing", "get", LISTING, SIGNED_IN),
    ("leads:detail", "get", LEAD, SEE_LEAD),
    ("leads:claim", "post", "pool", CLAIM),
    ("leads:assign", "post", LEAD, WORK_LEAD),
    ("leads:release", "post", LEAD, WORK_LEAD),
    ("leads:log", "post", "log", WORK_LEAD),
    ("leads:email", "post", LEAD, WORK_LEAD),
    ("leads:add_action", "post", LEAD, WORK_LEAD),
    ("leads:complete_action", "post", "action", WORK_LEAD),
    ("leads:cancel_action", "post", "action", WORK_LEAD),
    ("leads:postpone_action", "post", "action", WORK_LEAD),
    ("leads:change_stage", "post", LEAD, WORK_LEAD),
    ("leads:offer", "post", LEAD, WORK_LEAD),
    ("leads:win", "post", LEAD, WORK_LEAD),
    ("leads:lose", "post", LEAD, WORK_LEAD),
    ("leads:reopen", "post", LEAD, WORK_LEAD),
    ("intake:hook", "post", "hook", "nnnnnnnn"),
    ("intake:messages", "get", "", READ_INTAKE),
    ("intake:message", "get", "inbound", READ_INTAKE),
    ("intake:raw", "get", "inbound", READ_INTAKE),
    ("intake:complete", "post", "inbound", WORK_INTAKE),
    ("intake:teach", "post", "inbound", WORK_INTAKE),
    ("intake:set_aside", "post", "inbound", WORK_INTAKE),
    ("intake:take_back", "post", "inbound", WORK_INTAKE),
    ("intake:read_again", "post", "inbound", WORK_INTAKE),
    ("intake:rules", "get", "", WORK_INTAKE),
    ("intake:rule_on", "post", "taught", WORK_INTAKE),
    ("intake:rule_off", "post", "taught", WORK_INTAKE),
    ("intake:mailboxes", "get", "", MANAGERS),
    ("intake:mailbox_create", "get", "", MANAGERS),
    ("intake:mailbox_update", "get", "mailbox", MANAGERS),
    ("intake:mailbox_fetch", "post", "mailbox", MANAGERS),
    ("intake:keys", "get", "", MANAGERS),
    ("intake:key_create", "get", "", MANAGERS),
    ("intake:key", "get", "inbound_key", MANAGERS),
    ("intake:key_update", "get", "inbound_key", MANAGERS),
    ("intake:key_reissue", "post", "inbound_key", MANAGERS),
    ("intake:key_sign", "post", "inbound_key", MANAGERS),
    ("intake:key_unsign", "post", "inbound_key", MANAGERS),
    ("intake:imports", "get", "", MANAGERS),
    ("intake:import_create", "get", "", MANAGERS),
    ("intake:import", "get", "lead_import", MANAGERS),
    ("intake:import_confirm", "post", "lead_import", MANAGERS),
    ("intake:import_cancel", "post", "lead_import", MANAGERS),
    ("intake:sources", "get", "", MANAGERS),
    ("agenda:list", "get", "", SIGNED_IN),
    ("agenda:create", "get", "query", WORK_LEAD),
    ("agenda:detail", "get", "viewing", SEE_LEAD),
    ("agenda:update", "get", "viewing", WORK_LEAD),
    ("agenda:outcome", "get", "viewing", WORK_LEAD),
    ("agenda:no_show", "get", "viewing", WORK_LEAD),
    ("agenda:cancel", "get", "viewing", WORK_LEAD),
    ("agenda:of_listing", "get", LISTING, SIGNED_IN),
    ("agenda:of_lead", "get", LEAD, SEE_LEAD),
    ("search:search", "get", "", SIGNED_IN),
    ("contacts:list", "get", "", SIGNED_IN),
    ("contacts:create", "get", "", SELLERS),
    ("contacts:duplicates", "get", "", SELLERS),
    ("contacts:detail", "get", "contact", SEE_LEAD),
    ("contacts:update", "get", "contact", WORK_LEAD),
    ("contacts:merge", "get", "", "nnnnn" + "ff" + "l"),
    ("contacts:merge_confirm", "post", "", "nnnnn" + "ff" + "l"),
    ("contacts:merge_record", "get", "merge", SEE_LEAD),
    ("contacts:merge_undo", "post", "merge", WORK_LEAD),
    ("contacts:review", "get", "", SIGNED_IN),
    ("contacts:not_same", "post", "pair", WORK_LEAD),
    ("contacts:look_again", "post", "pair", WORK_LEAD),
    ("contacts:suggestions", "get", "", SIGNED_IN),
    ("contacts:relation_create", "get", "contact", WORK_LEAD),
    ("contacts:relation_delete", "post", "relation", WORK_LEAD),
    ("contacts:consent_create", "get", "contact", WORK_LEAD),
    ("contacts:send_offer", "get", "contact", WORK_LEAD),
    ("consents:withdraw_es", "get", "withdrawal", ANYBODY),
    ("consents:withdraw_en", "get", "withdrawal", ANYBODY),
    ("agenda:of_contact", "get", "contact", SEE_LEAD),
    ("documents:of_contact", "get", "contact", SEE_LEAD),
)


@dataclass
class World:
    """One office at work: what stands in the addresses."""

    arguments: dict[str, list[Any]]
    query: str

    def path(self, name: str, what: str) -> str:
        if what == "query":
            return f"{reverse(name)}?lead={self.query}"
        return reverse(name, args=self.arguments[what])


@pytest.fixture
def world(salesperson: User, manager: User) -> World:
    office = salesperson.office
    contact = factories.ContactFactory(office=office, salesperson=salesperson)
    owner = factories.ContactFactory(office=office, salesperson=salesperson)
    listing = factories.ListingFactory(
        reference="MUR-0001", office=office, salesperson=salesperson, owner=owner, energy_status="exempt"
    )
    operation = factories.lawful_operation(listing=listing)
    photo = listing.photos.get()
    override = RuleOverride.objects.create(operation=operation, code="salesperson", reason="Ya viene", actor=manager)
    paper = factories.ListingFileFactory(listing=listing)
    lead = factories.LeadFactory(office=office, salesperson=salesperson, contact=contact, listing=listing)
    action = factories.NextActionFactory(lead=lead, salesperson=salesperson)
    pool = factories.LeadFactory(office=office, salesperson=None)
    factories.NextActionFactory(lead=pool)
    demand = factories.DemandFactory(contact=contact, lead=lead, office=office)
    viewing = factories.ViewingFactory(office=office, lead=lead, listing=listing, salesperson=salesperson)
    person = factories.UserFactory(office=office)
    selection = factories.SelectionFactory(created_by=salesperson)
    to_sign, link = factories.signature_request(actor=salesperson)
    signed, _ = factories.signature_request(actor=salesperson, status="signed")
    owner_link = make_link(actor=None, listing=listing, contact=owner)
    to_decide = PriceProposal.objects.create(
        operation=operation,
        from_price=150_000,
        to_price=140_000,
        currency="EUR",
        slot=operation.pk,
        expires_at=timezone.now() + timedelta(days=1),
    )
    ReleasedFeedback.objects.create(viewing=viewing, text="Gusta.")
    account = PortalAccount.objects.create(name="Portal", token_hash=token_hash(new_token()))
    token, claim_token = new_token(), new_token()
    later = timezone.now() + timedelta(days=1)
    Invitation.objects.create(user=person, invited_by=manager, token_hash=token_hash(token), expires_at=later)
    day = timezone.localdate() + timedelta(days=3)
    holiday = Holiday.objects.create(office=office, day=day, name="Feria")
    absence = Absence.objects.create(user=salesperson, starts_on=day, ends_on=day)
    bell = Notification.objects.create(user=salesperson, text="Hola", url="/leads/")
    rule = RoutingRule.objects.create(office=office, outcome="pool")
    ClaimOffer.objects.create(lead=pool, user=salesperson, token_hash=token_hash(claim_token), expires_at=later)
    twins = [factories.ContactFactory(office=office, salesperson=salesperson) for _number in range(2)]
    merge = merge_contacts(actor=salesperson, survivor=twins[0], others=twins[1:])
    return World(
        query=str(lead.pk),
        arguments={
            "": [],
            "key": ["no-such-key"],
            "reset": ["1", "no-such-key"],
            "person": [person.pk],
            "office": [office.pk],
            "holiday": [office.pk, holiday.pk],
            "absence": [absence.pk],
            "notification": [bell.pk],
            "routing_rule": [rule.pk],
            "claim_token": [claim_token],
            "invitation": [token],
            "to_sign": [link.rstrip("/").rsplit("/", 1)[-1]],
            "signed": [signed.verification_code],
            "signature": [to_sign.pk],
            "address": ["piso-en-murcia-MUR-0001"],
            "file": [new_token(), "640", "webp"],
            "edition": [new_token(), "0123abcd", "640", "webp"],
            "sitemap": [987654],
            "listing": [listing.reference],
            "operation": [listing.reference, operation.pk],
            "override": [listing.reference, override.pk],
            "rule": [office.pk, "energy"],
            "photo": [listing.reference, photo.token],
            "mandate": [listing.reference, factories.MandateFactory(listing=listing, status="draft").pk],
            "key_set": [listing.reference, factories.KeySetFactory(listing=listing).pk],
            "prospect": [factories.ProspectFactory(office=office, salesperson=salesperson).reference],
            "development": [factories.DevelopmentFactory(office=office).reference],
            "paper": [listing.reference, paper.pk],
            "room": [owner_link.token],
            "room_paper": [
                owner_link.token,
                factories.ListingFileFactory(listing=listing, visibility="owner").document.token,
            ],
            "room_price": [owner_link.token, to_decide.code],
            "owner_link": [listing.reference, owner_link.pk],
            "proposal": [listing.reference, to_decide.pk],
            "shown": [listing.reference, viewing.pk],
            "brochure": [listing.reference, operation.pk, "brochure"],
            "dossier": [listing.reference, operation.pk, "buyer_dossier"],
            "merge": [merge.pk],
            "pair": [Likeness.objects.create(first=contact, second=owner, score=80).pk],
            "relation": [Relation.objects.create(contact=contact, other=owner, kind="spouse").pk],
            "withdrawal": [withdrawal_url(contact, "commercial", "email", "es").rstrip("/").rsplit("/", 1)[-1]],
            "lead": [lead.pk],
            "pool": [pool.pk],
            "log": [lead.pk, "call"],
            "action": [lead.pk, action.pk],
            "demand": [demand.pk],
            "viewing": [viewing.pk],
            "contact": [contact.pk],
            "feed": ["kyero", new_token(), "xml"],
            "account": [account.pk],
            "build": [account.pk, FeedBuild.objects.create(account=account).pk],
            "wanted": [listing.reference, account.pk, operation.pk],
            "import": [ImportBatch.objects.create(office=office, source="kyero", created_by=manager).pk],
            "hook": [new_token()],
            "inbound": [make_message(office).pk],
            "inbound_key": [make_key(office).pk],
            "mailbox": [make_mailbox(office).pk],
            "taught": [TaughtRule.objects.create(office=office, sender="x@example.com").pk],
            "lead_import": [make_import(manager).pk],
            "selection": [selection.pk],
            "token": [selection.token],
            "bulk": [BulkEdit.objects.create(actor=salesperson).pk],
        },
    )


def letter(response: HttpResponseBase) -> str:
    if response.status_code == 302 and "/account/login/" in response.headers["Location"]:
        return "l"
    named = {403: "f", 404: "n", 410: "g"}
    if response.status_code in named:
        return named[response.status_code]
    assert response.status_code < 500, response.status_code
    return "o" if response.status_code != 405 else "m"


def answers(path: str, method: str, request: pytest.FixtureRequest) -> str:
    said = ""
    as_user: Callable[[User], Client] = request.getfixturevalue("as_user")
    for role in ROLES:
        client = Client() if role == "anonymous" else as_user(request.getfixturevalue(role))
        with transaction.atomic():
            said += letter(getattr(client, method)(path))
            transaction.set_rollback(True)
    return said


@pytest.mark.parametrize(("name", "method", "what", "expected"), MATRIX, ids=[row[0] for row in MATRIX])
def test_each_role_gets_the_answer_that_it_should(
    name: str, method: str, what: str, expected: str, world: World, request: pytest.FixtureRequest
) -> None:
    assert answers(world.path(name, what), method, request) == expected


POSTS = [(name, what) for name, method, what, _ in MATRIX if method == "post" and not name.startswith("set_language")]


@pytest.mark.parametrize(("name", "what"), POSTS, ids=[name for name, _ in POSTS])
def test_a_verb_is_not_a_link(
    name: str, what: str, world: World, manager: User, as_user: Callable[[User], Client]
) -> None:
    assert as_user(manager).get(world.path(name, what)).status_code == 405


def test_only_managers_open_the_back_office(request: pytest.FixtureRequest, world: World) -> None:
    assert answers(reverse("admin:index"), "get", request) == ONLY_MANAGERS_ADMIN


@pytest.mark.parametrize("role", ["salesperson", "coordinator", "dpo", "auditor"])
def test_no_list_of_the_back_office_opens_for_others(
    role: str, request: pytest.FixtureRequest, as_user: Callable[[User], Client]
) -> None:
    client = as_user(request.getfixturevalue(role))
    for path in admin_lists():
        assert client.get(path).status_code == 403, path


def admin_lists() -> list[str]:
    from django.contrib import admin

    return [reverse(f"admin:{m._meta.app_label}_{m._meta.model_name}_changelist") for m in admin.site._registry]


def test_each_list_of_the_back_office_opens_for_a_manager(
    world: World, manager: User, as_user: Callable[[User], Client]
) -> None:
    client = as_user(manager)
    for path in admin_lists():
        assert client.get(path).status_code == 200, path
        assert client.get(path, {"q": "murcia"}).status_code == 200, path


def addresses(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            if entry.namespace != "admin":
                yield from addresses(entry, prefix + (f"{entry.namespace}:" if entry.namespace else ""))
        elif isinstance(entry, URLPattern):
            yield f"{prefix}{entry.name}"


def test_every_address_is_in_the_matrix() -> None:
    assert set(addresses(get_resolver())) == {name for name, *_ in MATRIX}
