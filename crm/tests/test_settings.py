"""The settings start on good values only, and say which variable is bad."""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest

CRM = Path(__file__).resolve().parent.parent
GOOD = {
    "SECRET_KEY": "k" * 50,
    "ALLOWED_HOSTS": "crm.example.com",
    "DATABASE_URL": "mysql://crm:secret@db.example.com:3306/crm",
}
BAD = {
    "ALLOWED_HOSTS": ["https://crm.example.com", "crm.example.com:8000", "crm.example.com/path"],
    "BASE_URL": ["crm.example.com", "ftp://crm.example.com", "https://"],
    "CACHE_URL": ["nonsense", "nosuchcache://x"],
    "COUNTRY_RULES": ["xx", "Spain"],
    "CSRF_TRUSTED_ORIGINS": ["crm.example.com", "https://crm.example.com/path"],
    "DATABASE_CONNECT_TIMEOUT": ["0", "soon", "61"],
    "DATABASE_READ_TIMEOUT": ["0", "-1", "1.5"],
    "DATABASE_SSL_CA": ["/nowhere/ca.pem"],
    "DATABASE_URL": ["nonsense", "postgres://u:p@h/crm", "mysql://u:p@h:port/crm", "mysql://u:p@h", "oracle://x/y"],
    "DEBUG": ["maybe", "2"],
    "DEFAULT_CURRENCY": ["euro", "eur", "XXX"],
    "DEFAULT_FROM_EMAIL": ["CRM", "crm at example.com"],
    "EMAIL_URL": ["nonsense", "nosuchmail://host", "smtp://host:port"],
    "LANGUAGE_CODE": ["fr", "español"],
    "LOG_LEVEL": ["loud", "info"],
    "MEDIA_ROOT": ["media", "/etc/hostname"],
    "MAP_ATTRIBUTION": ["one line\nand another", "x" * 201],
    "MAP_TILES_URL": ["tiles.example.com", "https://tiles.example.com/ground.png", "ftp://x/{z}/{x}/{y}.png"],
    "MEDIA_S3_ACCESS_KEY": ["a key"],
    "MEDIA_S3_BUCKET": ["Our Photos", "s3://photos", "x"],
    "MEDIA_S3_ENDPOINT_URL": ["s3.example.com", "s3://x"],
    "MEDIA_S3_REGION": ["Frankfurt am Main"],
    "MEDIA_S3_SECRET_KEY": ["a secret"],
    "PHONE_REGION": ["Spain", "XX", "es"],
    "RELEASE": ["next week", "-1", "a/b"],
    "SECRET_KEY": ["short"],
    "STATIC_ROOT": ["static", "/etc/hostname"],
    "TIME_ZONE": ["Madrid", "CEST+1", "../etc/passwd"],
    "TRUSTED_PROXY_COUNT": ["-1", "two", "11"],
}
BAD_FOR_GUNICORN = {
    "GRACEFUL_TIMEOUT": ["0", "long"],
    "TRUSTED_PROXY_COUNT": ["-1", "many"],
    "WEB_BIND": ["8000", "0.0.0.0", "host:port", "127.0.0.1:99999"],
    "WEB_CONCURRENCY": ["0", "65", "all"],
    "WEB_THREADS": ["0", "65", "x"],
}


class Settings(Protocol):
    def __call__(self, environment: dict[str, str], *wanted: str, file: str = "settings.py") -> dict[str, str]: ...


@pytest.fixture(scope="module")
def settings() -> Iterator[Settings]:
    """Reads the settings under this environment and no other, in a process that knows neither pytest nor ours."""
    with subprocess.Popen(
        [sys.executable, str(CRM / "tests" / "runner.py")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={"PATH": "/usr/bin:/bin"},
    ) as process:
        assert process.stdin
        assert process.stdout

        def read(environment: dict[str, str], *wanted: str, file: str = "settings.py") -> dict[str, str]:
            print(
                json.dumps({"environment": environment, "wanted": wanted, "file": file}), file=process.stdin, flush=True
            )
            answer: dict[str, str] = json.loads(process.stdout.readline())
            return answer

        yield read
        process.stdin.close()


def names_read(file: str) -> set[str]:
    """Every variable that this file asks ``crm.env`` for."""
    found = set()
    for node in ast.walk(ast.parse((CRM / file).read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id="env")), args=[ast.Constant(value=str(name)), *_]):
                found.add(name)
    return found


def test_good_values_start(settings: Settings) -> None:
    assert settings(GOOD, "DEBUG", "ALLOWED_HOSTS") == {"DEBUG": "False", "ALLOWED_HOSTS": "['crm.example.com']"}


@pytest.mark.parametrize("name", GOOD)
def test_a_missing_variable_refuses_to_start_and_is_named(settings: Settings, name: str) -> None:
    outcome = settings({key: value for key, value in GOOD.items() if key != name})
    assert outcome["refused"].startswith(f"{name} is missing")


@pytest.mark.parametrize("name", GOOD)
def test_an_empty_variable_counts_as_missing(settings: Settings, name: str) -> None:
    assert settings(GOOD | {name: " "})["refused"].startswith(f"{name} is missing")


@pytest.mark.parametrize(
    ("file", "good", "bad"), [("settings.py", GOOD, BAD), ("gunicorn_conf.py", {}, BAD_FOR_GUNICORN)]
)
def test_every_bad_value_refuses_to_start_and_names_its_variable(
    settings: Settings, file: str, good: dict[str, str], bad: dict[str, list[str]]
) -> None:
    for name, values in bad.items():
        for value in values:
            assert settings(good | {name: value}, file=file).get("refused", "").startswith(name), (name, value)


def test_every_variable_is_tried_with_a_bad_value() -> None:
    assert set(BAD) == names_read("settings.py") | names_read("database.py")
    assert set(BAD_FOR_GUNICORN) == names_read("gunicorn_conf.py")


def test_a_refusal_never_shows_the_secret(settings: Settings) -> None:
    for name, value in (
        ("SECRET_KEY", "s3cr3t"),
        ("DATABASE_URL", "mysql://u:s3cr3t@h:port/crm"),
        ("EMAIL_URL", "smtp://u:s3cr3t@h:port"),
    ):
        assert "s3cr3t" not in settings(GOOD | {name: value})["refused"]


@pytest.mark.parametrize("name", [*GOOD, "EMAIL_URL"])
def test_a_value_may_come_from_a_file(settings: Settings, name: str, tmp_path: Path) -> None:
    path = tmp_path / "value"
    path.write_text(GOOD.get(name, "smtp://mail.example.com:25") + "\n", encoding="utf-8")
    environment = {key: value for key, value in GOOD.items() if key != name} | {f"{name}_FILE": str(path)}
    assert "refused" not in settings(environment)


def test_a_file_that_cannot_be_read_is_named(settings: Settings) -> None:
    outcome = settings(GOOD | {"SECRET_KEY_FILE": "/nowhere/key"})
    assert outcome["refused"].startswith("SECRET_KEY_FILE")


def test_debug_invents_a_secret_key_each_time(settings: Settings) -> None:
    first, second = (settings({"DEBUG": "true"}, "SECRET_KEY") for _ in range(2))
    assert first["SECRET_KEY"] != second["SECRET_KEY"]


def test_https_makes_cookies_secure(settings: Settings) -> None:
    names = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "SESSION_COOKIE_NAME")
    outcome = settings(GOOD | {"BASE_URL": "https://crm.example.com"}, *names)
    assert outcome == dict(zip(names, ("True", "True", "True", "'__Host-session'"), strict=True))


def test_a_certificate_switches_encryption_to_the_database_on(settings: Settings, tmp_path: Path) -> None:
    authority = tmp_path / "ca.pem"
    authority.write_text("certificate", encoding="utf-8")
    assert str(authority) in settings(GOOD | {"DATABASE_SSL_CA": str(authority)}, "DATABASES")["DATABASES"]


def test_files_lie_in_a_bucket_only_when_one_is_named(settings: Settings) -> None:
    assert "FileSystemStorage" in settings(GOOD, "STORAGES")["STORAGES"]
    outcome = settings(GOOD | {"MEDIA_S3_BUCKET": "crm-media", "MEDIA_S3_REGION": "eu-west-1"}, "STORAGES")
    assert "storages.backends.s3" in outcome["STORAGES"]
    assert "eu-west-1" in outcome["STORAGES"]


def test_the_settings_are_short() -> None:
    assert len((CRM / "settings.py").read_text(encoding="utf-8").splitlines()) < 300


def test_no_file_of_the_program_holds_a_secret() -> None:
    assigned = re.compile(r"""(?i)(secret_key|password|token|api_key)\w*["']?\s*[:=]\s*["'][^"'{}\s]{8,}["']""")
    found = []
    for path in [*CRM.glob("*.py"), *CRM.parent.glob("realestate/**/*.py")]:
        if "tests" in path.parts or "migrations" in path.parts or path.name == "conftest.py":
            continue
        found += [f"{path}: {match.group()}" for match in assigned.finditer(path.read_text(encoding="utf-8"))]
    assert found == []
