"""The house's own rules, checked on the house: what points where, what templates may hold."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core import checks
from django.db import models

ROOMS = (
    "core",
    "audit",
    "salespeople",
    "contacts",
    "documents",
    "listings",
    "leads",
    "deals",
    "agenda",
    "portals",
    "privacy",
    "intake",
    "ownerroom",
    "search",
    "reports",
    "demo",
)
OURS = [config for config in apps.get_app_configs() if config.name.startswith("realestate.")]
TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
PAGES = [path for path in TEMPLATES if "emails" not in path.parts]


def test_foreign_keys_point_down() -> None:
    """Import rules do not see string references; the one that may point up is the user."""
    for config in OURS:
        for model in config.get_models():
            for field in model._meta.get_fields(include_hidden=False):
                if not isinstance(field, (models.ForeignKey, models.ManyToManyField)):
                    continue
                target = field.related_model._meta
                if target.label == settings.AUTH_USER_MODEL or target.app_label not in ROOMS:
                    continue
                assert ROOMS.index(target.app_label) <= ROOMS.index(config.label), f"{model.__name__}.{field.name}"


def test_every_table_has_a_primary_key_of_its_own_kind() -> None:
    for config in OURS:
        for model in config.get_models():
            assert model._meta.pk is not None


@pytest.mark.django_db
def test_no_constraint_of_ours_is_skipped_by_the_database() -> None:
    """MySQL and MariaDB skip conditional constraints with a warning only; ours must all hold."""
    warnings = [one for one in checks.run_checks(databases=["default"]) if one.id in {"models.W036", "models.W044"}]
    assert [one for one in warnings if type(one.obj).__module__.startswith("realestate")] == []
    names = {config.label for config in OURS}
    assert [one for one in warnings if getattr(getattr(one.obj, "_meta", None), "app_label", "") in names] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(settings.BASE_DIR / "templates")))
def test_a_template_holds_no_inline_script_or_style(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<style\b", text)
    assert not re.search(r"\sstyle=", text)
    assert not re.search(r"\son[a-z]+=[\"']", text)
    assert not re.search(r"hx-on|hx-vals=[\"']js:|javascript:", text)
    for script in re.findall(r"<script\b[^>]*>", text):
        assert "src=" in script


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(settings.BASE_DIR / "templates")))
def test_a_key_is_never_written_with_a_thousands_separator(path: Path) -> None:
    """Numbers are shown as people write them: in an address or a value, 1.234 would be another record."""
    assert not re.search(r"\{\{ *[\w.]*\bpk *\}\}", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(settings.BASE_DIR / "templates")))
def test_a_template_is_short_enough_to_read(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 150


def sources() -> list[Path]:
    skipped = {"migrations", "tests", "data"}
    found = (settings.BASE_DIR / "realestate").rglob("*.py")
    return [path for path in found if not skipped & set(path.parts)]


def test_views_do_not_build_queries() -> None:
    """Filters and exclusions are named methods of a queryset."""
    for path in sources():
        if path.name != "views.py" and "views" not in path.parts and not path.name.endswith("_views.py"):
            continue
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\.filter\(|\.exclude\(|\bQ\(", text), path


def test_services_never_see_a_request() -> None:
    for path in sources():
        if path.name == "services.py" or "services" in path.parts:
            assert "HttpRequest" not in path.read_text(encoding="utf-8"), path


def test_a_module_is_short_enough_to_read() -> None:
    for path in sources():
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 420, path
