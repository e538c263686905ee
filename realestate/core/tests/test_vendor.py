"""The code of others is exactly what was chosen, and brings nothing that the content security policy refuses."""

import hashlib
import re
from pathlib import Path

from django.conf import settings

STATIC = Path(settings.BASE_DIR) / "static"
VENDOR = STATIC / "vendor"
NOT_LISTED = {"SHA256SUMS", "README.md"}


def listed() -> dict[str, str]:
    lines = (VENDOR / "SHA256SUMS").read_text().splitlines()
    return {name: digest for digest, name in (line.split(maxsplit=1) for line in lines)}


def stored() -> dict[str, str]:
    return {
        path.relative_to(VENDOR).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name not in NOT_LISTED
    }


def test_each_listed_file_is_there_unchanged() -> None:
    files = stored()
    assert {name: files.get(name) for name in listed()} == listed()


def test_each_file_is_listed() -> None:
    assert set(stored()) == set(listed())


def test_each_package_has_its_licence() -> None:
    for folder in VENDOR.glob("*/*/"):
        assert (folder / "LICENSE").is_file(), folder


def test_style_sheets_load_only_files_of_their_own() -> None:
    for sheet in STATIC.rglob("*.css"):
        text = sheet.read_text()
        assert "sourceMappingURL" not in text
        for target in re.findall(r'url\("?([^")]*)"?\)', text):
            assert (sheet.parent / target).is_file(), f"{sheet.name}: {target}"


def test_modules_import_only_files_that_exist() -> None:
    for module in (STATIC / "js").glob("*.js"):
        for target in re.findall(r'(?:from|import)\s*\(?"(\./[^"]+)"', module.read_text()):
            assert (module.parent / target).is_file(), f"{module.name}: {target}"


def test_no_script_needs_more_than_the_policy_allows() -> None:
    for module in (STATIC / "js").glob("*.js"):
        assert not re.search(r"\beval\(|new Function|\.style\.|setAttribute\(\"(style|on)", module.read_text()), (
            module.name
        )
