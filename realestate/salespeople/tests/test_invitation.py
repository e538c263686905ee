from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from realestate.audit.models import AuditLine
from realestate.core.errors import BusinessRuleError
from realestate.salespeople import services
from realestate.salespeople.models import Invitation, Office, User
from realestate.tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "una contraseña larga"


def invite(manager: User, email: str = "Nueva@Example.com") -> User:
    return services.invite_user(
        actor=manager,
        email=email,
        first_name="Nueva",
        last_name="Persona",
        role="salesperson",
        office=manager.office,
        language="es",
    )


def link_in_mail() -> str:
    body = str(mail.outbox[-1].body)
    return next(word for word in body.split() if "/invitations/" in word).removeprefix("http://127.0.0.1:8000")


def test_an_invited_colleague_chooses_a_password_and_signs_in(manager: User, run_tasks: Callable[[], None]) -> None:
    invite(manager)
    run_tasks()
    client = Client()
    link = link_in_mail()
    assert client.get(link).status_code == 200
    response = client.post(link, {"new_password1": PASSWORD, "new_password2": PASSWORD})
    assert response.headers["Location"] == "/account/login/"
    signed_in = client.post("/account/login/", {"login": "nueva@example.com", "password": PASSWORD})
    assert signed_in.headers["Location"] == "/"


def test_the_mail_is_in_the_colleagues_language(manager: User, run_tasks: Callable[[], None]) -> None:
    user = invite(manager)
    user.language = "en"
    services.send_invitation(user=user, invited_by=manager)
    run_tasks()
    assert mail.outbox[-1].subject == "Your account at the agency"
    assert mail.outbox[-1].to == ["nueva@example.com"]


def test_a_link_works_once(manager: User, run_tasks: Callable[[], None]) -> None:
    invite(manager)
    run_tasks()
    link = link_in_mail()
    Client().post(link, {"new_password1": PASSWORD, "new_password2": PASSWORD})
    assert Client().get(link).status_code == 410


def test_a_link_is_good_for_a_week(manager: User, run_tasks: Callable[[], None]) -> None:
    invite(manager)
    run_tasks()
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert Client().get(link_in_mail()).status_code == 410


def test_a_second_invitation_ends_the_first(manager: User, run_tasks: Callable[[], None]) -> None:
    user = invite(manager)
    run_tasks()
    first = link_in_mail()
    services.send_invitation(user=user, invited_by=manager)
    assert Client().get(first).status_code == 410


@pytest.mark.parametrize("password", ["corta", "123456789012", "nueva@example.com"])
def test_a_weak_password_is_refused_with_a_reason(password: str, manager: User, run_tasks: Callable[[], None]) -> None:
    invite(manager)
    run_tasks()
    response = Client().post(link_in_mail(), {"new_password1": password, "new_password2": password})
    assert response.status_code == 200
    assert response.context["form"].errors


def test_only_the_hash_of_a_link_is_stored(manager: User, run_tasks: Callable[[], None]) -> None:
    invite(manager)
    run_tasks()
    assert Invitation.objects.get().token_hash not in link_in_mail()


def test_an_address_is_invited_once(manager: User) -> None:
    invite(manager)
    with pytest.raises(BusinessRuleError):
        invite(manager, "NUEVA@example.com")


def test_a_salesperson_invites_nobody(salesperson: User) -> None:
    with pytest.raises(BusinessRuleError):
        invite(salesperson)


def test_the_form_tells_what_is_wrong(manager: User, as_user: Callable[[User], Client]) -> None:
    data = {"email": manager.email, "first_name": "X", "role": "salesperson", "language": "es"}
    data |= {"office": str(manager.office_id)}
    response = as_user(manager).post("/team/invite/", data)
    assert response.status_code == 200
    assert "email" in response.context["form"].errors


def test_an_invitation_leaves_a_line_in_the_audit(manager: User) -> None:
    user = invite(manager)
    assert AuditLine.objects.filter(action="user.invited", subject_id=user.pk, actor=manager).exists()


def test_a_first_manager_is_made_in_an_empty_installation_only(db: None) -> None:
    link = services.create_first_manager(email="jefa@example.com")
    assert "/invitations/" in link
    assert User.objects.get().is_manager
    assert Office.objects.count() == 1
    with pytest.raises(BusinessRuleError):
        services.create_first_manager(email="otra@example.com")


def test_who_is_switched_off_is_signed_out_at_once(manager: User) -> None:
    user = UserFactory(office=manager.office)
    client = Client()
    client.post("/account/login/", {"login": user.email, "password": "correct horse battery"})
    assert client.get("/").status_code == 200
    services.deactivate_user(actor=manager, user=user)
    assert client.get("/").status_code == 302
    again = client.post("/account/login/", {"login": user.email, "password": "correct horse battery"})
    assert again.headers.get("Location") != "/"


def test_a_manager_cannot_lock_themselves_out(manager: User) -> None:
    with pytest.raises(BusinessRuleError):
        services.deactivate_user(actor=manager, user=manager)
