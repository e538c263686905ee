"""The real settings, with an environment for tests: nothing here differs but values."""

import os
import secrets
import tempfile

os.environ.setdefault("SECRET_KEY", secrets.token_hex(32))
os.environ.setdefault("ALLOWED_HOSTS", "testserver,127.0.0.1,localhost")
os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL") or "sqlite://:memory:"
os.environ["CACHE_URL"] = "locmemcache://"
os.environ["EMAIL_URL"] = "memorymail://"
os.environ.setdefault("MEDIA_ROOT", tempfile.mkdtemp(prefix="crm-test-media-"))
for name in ("DEBUG", "BASE_URL", "CSRF_TRUSTED_ORIGINS", "TRUSTED_PROXY_COUNT", "KUBERNETES_SERVICE_HOST"):
    os.environ.pop(name, None)

from crm.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ACCOUNT_RATE_LIMITS = False
