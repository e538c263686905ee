from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client

from realestate.salespeople.models import User
from realestate.tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


def test_an_e_mail_address_signs_in_however_it_is_written(salesperson: User) -> None:
    response = Client().post("/account/login/", {"login": "Ana@Example.com", "password": PASSWORD})
    assert response.headers["Location"] == "/"


def test_unknown_people_and_wrong_passwords_read_the_same(salesperson: User) -> None:
    unknown = Client().post("/account/login/", {"login": "nadie@example.com", "password": PASSWORD})
    wrong = Client().post("/account/login/", {"login": salesperson.email, "password": "not the password"})
    assert unknown.context["form"].errors == wrong.context["form"].errors


def test_one_comes_back_to_the_page_one_wanted(salesperson: User) -> None:
    client = Client()
    to_sign_in = client.get("/leads/?stage=new").headers["Location"]
    response = client.post(to_sign_in, {"login": salesperson.email, "password": PASSWORD})
    assert response.headers["Location"] == "/leads/?stage=new"


def test_a_fragment_sends_the_whole_tab_to_the_sign_in_page(db: None) -> None:
    response = Client().get("/today/actions/", headers={"HX-Request": "true"})
    assert (response.status_code, response.headers["HX-Redirect"].split("?")[0]) == (204, "/account/login/")


def test_nobody_signs_up(db: None) -> None:
    data = {"email": "x@example.com", "password1": PASSWORD, "password2": PASSWORD}
    Client().post("/account/signup/", data)
    assert not User.objects.exists()


def test_a_forgotten_password_is_reset_by_mail(salesperson: User, run_tasks: Callable[[], None]) -> None:
    client = Client()
    client.post("/account/password/reset/", {"email": salesperson.email})
    run_tasks()
    link = next(word for word in str(mail.outbox[-1].body).split() if "/password/reset/key/" in word)
    form = client.get("/" + link.split("/", 3)[3], follow=True)
    new = "otra contraseña larga"
    client.post(form.redirect_chain[-1][0], {"password1": new, "password2": new})
    assert Client().post("/account/login/", {"login": salesperson.email, "password": new}).status_code == 302


def test_the_reset_page_does_not_tell_who_has_an_account(db: None, run_tasks: Callable[[], None]) -> None:
    response = Client().post("/account/password/reset/", {"email": "nadie@example.com"})
    assert response.headers["Location"] == "/account/password/reset/done/"


def test_before_signing_in_pages_are_in_spanish_whatever_the_browser_prefers(db: None) -> None:
    response = Client().get("/account/login/", headers={"Accept-Language": "de,en;q=0.8"})
    assert response.headers["Content-Language"] == "es"


def test_the_language_can_be_switched_before_signing_in(db: None) -> None:
    client = Client()
    client.post("/language/", {"language": "en", "next": "/account/login/"})
    assert client.get("/account/login/").headers["Content-Language"] == "en"


def test_the_switch_of_who_is_signed_in_goes_into_the_profile(
    salesperson: User, as_user: Callable[[User], Client]
) -> None:
    client = as_user(salesperson)
    client.post("/language/", {"language": "en", "next": "/"})
    salesperson.refresh_from_db()
    assert salesperson.language == "en"
    assert client.get("/").headers["Content-Language"] == "en"


def test_the_theme_is_remembered_and_nothing_else_is_taken(db: None) -> None:
    client = Client()
    assert client.post("/theme/", {"theme": "dark", "next": "https://evil.example/"}).headers["Location"] == "/"
    assert client.cookies["theme"].value == "dark"
    client.post("/theme/", {"theme": "<script>"})
    assert client.cookies["theme"].value == "dark"


def test_signed_in_pages_are_not_kept_by_the_browser(salesperson: User, as_user: Callable[[User], Client]) -> None:
    assert "no-store" in as_user(salesperson).get("/").headers["Cache-Control"]


@pytest.mark.parametrize("path", ["/account/login/", "/no-such-page/", "/static/css/app.css", "/contacto/"])
def test_every_answer_carries_the_strict_headers(path: str, db: None) -> None:
    headers = Client().get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert "camera=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize(
    ("role", "sees_office", "directs"),
    [("salesperson", False, False), ("coordinator", False, True), ("manager", True, True), ("dpo", True, False)],
)
def test_what_a_role_may_follows_from_it(role: str, sees_office: bool, directs: bool) -> None:
    user = UserFactory.build(role=role, office=None)
    assert (user.reads_everything, user.directs) == (sees_office, directs)
