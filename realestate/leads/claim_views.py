"""The page behind the link of a claim mail. The link says who is asking, so it asks for no sign-in."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from realestate.core.errors import BusinessRuleError
from realestate.core.tokens import token_hash
from realestate.leads import services
from realestate.leads.models import ClaimOffer


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def claim_link(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows one button, POST takes the lead: programs that open each link of a mail claim nothing.

    Nothing of the client is shown that the mail does not say; the details follow by mail to whoever was first.
    """
    offer = ClaimOffer.objects.for_token(token_hash(token)).first()
    if offer is None:
        return render(request, "leads/claim_link.html", {"state": "gone"}, status=410)
    with translation.override(offer.user.language):
        state, said = state_of(offer), ""
        if request.method == "POST" and state != "mine":
            try:
                services.claim_by_link(offer=offer)
                state = "mine"
            except BusinessRuleError as error:
                said = str(error)
                offer = ClaimOffer.objects.for_token(token_hash(token)).get()
                state = state_of(offer)
        context = {"offer": offer, "lead": offer.lead, "state": state, "said": said}
        status = 410 if state in {"over", "taken"} else 200
        return render(request, "leads/claim_link.html", context, status=status)


def state_of(offer: ClaimOffer) -> str:
    """open, mine, taken (by somebody else) or over."""
    if offer.lead.salesperson_id == offer.user_id:
        return "mine"
    if offer.lead.salesperson_id is not None:
        return "taken"
    return "open" if offer.is_open and offer.lead.is_open else "over"
