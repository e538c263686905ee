"""The logs hold no secret."""

from crm.logs import hide_tokens


def test_a_secret_link_is_not_readable_in_the_logs() -> None:
    token = "0123456789abcdef" * 4
    said = hide_tokens(None, "info", {"request": f"GET /feeds/kyero/{token}.xml"})["request"]
    assert said == "GET /feeds/kyero/012345….xml"


def test_other_addresses_stay_as_they_are() -> None:
    assert hide_tokens(None, "info", {"request": "GET /listings/MUR-0001/"})["request"] == "GET /listings/MUR-0001/"
