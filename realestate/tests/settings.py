"""The real settings, with an environment for tests: nothing here differs but values."""

import atexit
import os
import secrets
import shutil
import tempfile

os.environ.setdefault("SECRET_KEY", secrets.token_hex(32))
os.environ.setdefault("ALLOWED_HOSTS", "testserver,127.0.0.1,localhost")
os.environ["DATABASE_URL"] = os.environ.get("TEST_DATABASE_URL") or "sqlite://:memory:"
os.environ["CACHE_URL"] = "locmemcache://"
os.environ["EMAIL_URL"] = "memorymail://"
if "CRM_TEST_FOLDER" not in os.environ:  # made once and removed once, by the process that the others come from
    os.environ["CRM_TEST_FOLDER"] = tempfile.mkdtemp(prefix="crm-test-")
    atexit.register(shutil.rmtree, os.environ["CRM_TEST_FOLDER"], ignore_errors=True)
os.environ["MEDIA_ROOT"] = tempfile.mkdtemp(prefix="media-", dir=os.environ["CRM_TEST_FOLDER"])
os.environ["STATIC_ROOT"] = tempfile.mkdtemp(prefix="static-", dir=os.environ["CRM_TEST_FOLDER"])
for name in ("DEBUG", "BASE_URL", "CSRF_TRUSTED_ORIGINS", "TRUSTED_PROXY_COUNT", "KUBERNETES_SERVICE_HOST"):
    os.environ.pop(name, None)

from crm.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ACCOUNT_RATE_LIMITS = False
