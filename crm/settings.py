"""The one settings file: every difference between installations is an environment value.

The names are listed in README.md; ``crm.env`` refuses bad values and names the variable.
"""

import os
import secrets
import sys
from pathlib import Path
from zoneinfo import available_timezones

import django_stubs_ext
import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from phonenumbers import SUPPORTED_REGIONS

from crm import env
from crm.database import database
from crm.logs import logging_config
from crm.media import media_storage

django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

DEBUG = env.flag("DEBUG")
RELEASE = env.label("RELEASE", "dev")

if DEBUG:
    SECRET_KEY = env.text("SECRET_KEY") or secrets.token_urlsafe(48)  # sessions end with this process
    ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS", "127.0.0.1,localhost")
else:
    SECRET_KEY = env.required("SECRET_KEY", "set a long random text, or SECRET_KEY_FILE")
    ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS")
    if not ALLOWED_HOSTS:
        raise ImproperlyConfigured("ALLOWED_HOSTS is missing: set the host names that serve this site")
if len(SECRET_KEY) < 32 and not DEBUG:
    raise ImproperlyConfigured("SECRET_KEY: at least 32 characters are needed")

BASE_URL = env.url("BASE_URL", "http://127.0.0.1:8000")
HTTPS = BASE_URL.startswith("https://")
CSRF_TRUSTED_ORIGINS = env.origins("CSRF_TRUSTED_ORIGINS", BASE_URL)
TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXY_COUNT", 0, high=10)

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.usersessions",
    "crispy_bootstrap5",
    "crispy_forms",
    "csp",
    "django_filters",
    "django_htmx",
    "django_structlog",
    "django_tasks",
    "django_tasks_db",
    "import_export",
    "phonenumber_field",
    "template_partials",
    "realestate.core",
    "realestate.audit",
    "realestate.salespeople",
    "realestate.contacts",
    "realestate.documents",
    "realestate.listings",
    "realestate.leads",
    "realestate.agenda",
    "realestate.portals",
    "realestate.intake",
    "realestate.ownerroom",
    "realestate.search",
    "realestate.reports",
    "realestate.demo",
]

MIDDLEWARE = [
    "realestate.core.health.HealthMiddleware",  # first: probes know no host name
    "realestate.core.middleware.SecurityHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "realestate.core.middleware.DatabaseAwayMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "realestate.core.middleware.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "realestate.core.middleware.SignInRequiredMiddleware",
]

ROOT_URLCONF = "crm.urls"
WSGI_APPLICATION = "crm.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "realestate.core.context_processors.site",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
FORMS_URLFIELD_ASSUME_HTTPS = True  # what Django 6 does by itself; drop the line then

# Database: MySQL in earnest, SQLite for a small agency and for tests.
DATABASE_URL = env.text("DATABASE_URL")
if not DATABASE_URL and DEBUG:
    VAR_DIR.mkdir(exist_ok=True)
    DATABASE_URL = f"sqlite:///{VAR_DIR / 'crm.sqlite3'}"
if not DATABASE_URL:
    raise ImproperlyConfigured("DATABASE_URL is missing: for example mysql://user:password@host/crm")

DATABASES = {"default": database(DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

try:
    CACHES = {"default": environ.Env.cache_url_config(env.text("CACHE_URL", "dbcache://crm_cache"))}
except (ValueError, KeyError, environ.ImproperlyConfigured) as error:
    raise ImproperlyConfigured("CACHE_URL: not a valid cache address") from error

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "mail", "photos"]}}

# People
AUTH_USER_MODEL = "salespeople.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "realestate.salespeople.backends.RoleBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "reports:today"
ACCOUNT_ADAPTER = "realestate.salespeople.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation by mail has verified the address
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = None
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# Security. `__Host-` names need https; on http the site is only for 127.0.0.1.
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "realestate.core.views.csrf_failure"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
MAP_TILES_URL = env.map_tiles("MAP_TILES_URL")
MAP_ATTRIBUTION = env.line("MAP_ATTRIBUTION")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "blob:", *env.origin_of(MAP_TILES_URL)],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

# Language, place, money
LANGUAGES = [("es", _("Spanish")), ("en", _("English"))]
LANGUAGE_CODE = env.choice("LANGUAGE_CODE", "es", ("es", "en"))
LOCALE_PATHS = [BASE_DIR / "realestate" / "locale"]
FORMAT_MODULE_PATH = ["realestate.core.formats"]
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = env.known("TIME_ZONE", "Europe/Madrid", available_timezones(), "time zone")
DEFAULT_CURRENCY = env.choice("DEFAULT_CURRENCY", "EUR", ("EUR", "MXN", "ARS", "COP", "CLP", "PEN", "UYU", "USD"))
COUNTRY_RULES = env.choice("COUNTRY_RULES", "es", ("es", "es-ct", "es-an", "es-md", "mx", "ar"))
PHONENUMBER_DEFAULT_REGION = env.known("PHONE_REGION", "ES", SUPPORTED_REGIONS, "country code for telephones")
PHONENUMBER_DB_FORMAT = "E164"

# Mail
try:
    EMAIL_CONFIG = environ.Env.email_url_config(env.text("EMAIL_URL", "consolemail://"))
except (ValueError, KeyError, environ.ImproperlyConfigured) as error:
    raise ImproperlyConfigured(
        "EMAIL_URL: not a valid mail address, for example smtp+tls://user:pass@host:587"
    ) from error
EMAIL_BACKEND = EMAIL_CONFIG["EMAIL_BACKEND"]
EMAIL_HOST = EMAIL_CONFIG.get("EMAIL_HOST") or "localhost"
EMAIL_PORT = EMAIL_CONFIG.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = EMAIL_CONFIG.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = EMAIL_CONFIG.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = EMAIL_CONFIG.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = EMAIL_CONFIG.get("EMAIL_USE_SSL", False)
EMAIL_FILE_PATH = EMAIL_CONFIG.get("EMAIL_FILE_PATH") or str(VAR_DIR / "mail")
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = env.sender("DEFAULT_FROM_EMAIL", "CRM Inmobiliaria <crm@localhost>")

# Files
STATIC_URL = "static/"
STATIC_ROOT = env.folder("STATIC_ROOT", BASE_DIR / "staticfiles")
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = env.folder("MEDIA_ROOT", VAR_DIR / "media")
TESTING = "pytest" in sys.modules
MEDIA_S3 = {
    "bucket_name": env.bucket("MEDIA_S3_BUCKET"),
    "endpoint_url": env.optional_url("MEDIA_S3_ENDPOINT_URL"),
    "region_name": env.plain("MEDIA_S3_REGION"),
    "access_key": env.plain("MEDIA_S3_ACCESS_KEY"),
    "secret_key": env.plain("MEDIA_S3_SECRET_KEY"),
}
STORAGES = {
    "default": media_storage(MEDIA_S3),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_MAX_AGE = 60  # names without a hash (modules import each other by them); hashed ones are kept for ever
WHITENOISE_USE_FINDERS = DEBUG or TESTING

LOG_LEVEL = env.choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR"))
LOGGING_CONFIG = "logging.config.dictConfig"
LOGGING = logging_config(LOG_LEVEL)
DJANGO_STRUCTLOG_COMMAND_LOGGING_ENABLED = False
SILENCED_SYSTEM_CHECKS: list[str] = []
IN_KUBERNETES = "KUBERNETES_SERVICE_HOST" in os.environ
