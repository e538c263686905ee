"""Pages about people: one's own profile, the team, invitations."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse_lazy
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.generic import FormView, ListView, UpdateView

from realestate.core.errors import BusinessRuleError
from realestate.core.tokens import token_hash
from realestate.core.views import BusinessRuleMixin, say_error
from realestate.salespeople import services
from realestate.salespeople.forms import AcceptInvitationForm, InviteForm, ProfileForm
from realestate.salespeople.models import Invitation, User


def user_of(request: HttpRequest) -> User:
    """The signed-in user; every page that calls this asks for a sign-in first."""
    return cast(User, request.user)


class ProfileView(BusinessRuleMixin, UpdateView[User, ProfileForm]):
    """One's own name, phone, language, colour and photo, and where one is signed in."""

    nav_section = "profile"
    form_class = ProfileForm
    template_name = "salespeople/profile.html"
    success_url = reverse_lazy("salespeople:profile")

    def get_object(self, queryset: Any = None) -> User:
        user: User = User.objects.get(pk=self.request.user.pk)  # a copy: the form must not change request.user
        return user

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sessions = services.sessions_of(user_of(self.request))
        return super().get_context_data(sessions=sessions, session_key=self.request.session.session_key, **kwargs)

    def perform(self, form: ProfileForm) -> HttpResponse:
        services.update_profile(actor=self.get_object(), values=form.cleaned_data)
        with translation.override(form.cleaned_data["language"]):
            messages.success(self.request, _("Your profile is saved."))
        return redirect("salespeople:profile")


class TeamListView(ListView[User]):
    """The agency's people by office."""

    nav_section = "team"
    template_name = "salespeople/team.html"
    context_object_name = "people"

    def get_queryset(self) -> Any:
        return User.objects.visible_to(self.request.user).for_team_page()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(can_invite=user_of(self.request).is_manager, **kwargs)


class InviteView(BusinessRuleMixin, FormView[InviteForm]):
    """A manager invites a colleague by mail."""

    nav_section = "team"
    form_class = InviteForm
    template_name = "salespeople/invite.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not user_of(request).is_manager:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def perform(self, form: InviteForm) -> HttpResponse:
        user = services.invite_user(actor=user_of(self.request), **form.cleaned_data)
        messages.success(self.request, _("The invitation to %(email)s is on its way.") % {"email": user.email})
        return redirect("salespeople:team")


def _colleague(request: HttpRequest, pk: int) -> User:
    if not user_of(request).is_manager:
        raise PermissionDenied
    user: User = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    return user


@require_POST
def invite_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a fresh link; the older one stops working."""
    user = _colleague(request, pk)
    services.send_invitation(user=user, invited_by=user_of(request))
    messages.success(request, _("The invitation to %(email)s is on its way.") % {"email": user.email})
    return redirect("salespeople:team")


@require_POST
def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        services.deactivate_user(actor=user_of(request), user=_colleague(request, pk))
    except BusinessRuleError as error:
        say_error(request, error)
    return redirect("salespeople:team")


@require_POST
def activate(request: HttpRequest, pk: int) -> HttpResponse:
    services.activate_user(actor=user_of(request), user=_colleague(request, pk))
    return redirect("salespeople:team")


@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    services.end_sessions(user_of(request), but=request.session.session_key)
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("salespeople:profile")


def photo(request: HttpRequest, pk: int) -> FileResponse:
    """A colleague's portrait."""
    user = get_object_or_404(User.objects.visible_to(request.user), pk=pk)
    if not user.photo:
        raise Http404
    return FileResponse(user.photo.open("rb"), content_type="image/jpeg")


@method_decorator(login_not_required, name="dispatch")
class AcceptInvitationView(BusinessRuleMixin, FormView[AcceptInvitationForm]):
    """The page behind the link of an invitation: set a password and start."""

    form_class = AcceptInvitationForm
    template_name = "salespeople/accept_invitation.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        invitation = Invitation.objects.for_token(token_hash(self.kwargs["token"])).first()
        if invitation is None or not invitation.is_open:
            return self.gone()
        self.invitation = invitation
        with translation.override(invitation.user.language):
            response = super().dispatch(request, *args, **kwargs)
            if hasattr(response, "render"):
                response.render()
            return response

    def gone(self) -> HttpResponse:
        return self.response_class(
            self.request, ["salespeople/invitation_gone.html"], {}, status=410, using=self.template_engine
        )

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.invitation.user}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(invited=self.invitation.user, **kwargs)

    def perform(self, form: AcceptInvitationForm) -> HttpResponse:
        services.accept_invitation(invitation=self.invitation, password=form.cleaned_data["new_password1"])
        messages.success(self.request, _("Welcome. Sign in with your new password."))
        return redirect("account_login")
