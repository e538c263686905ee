"""Where photos and documents lie: in MEDIA_ROOT, or in a bucket that speaks S3."""

from importlib.util import find_spec
from typing import Any

from django.core.exceptions import ImproperlyConfigured

DISK = {"BACKEND": "django.core.files.storage.FileSystemStorage"}


def media_storage(s3: dict[str, str]) -> dict[str, Any]:
    """The storage for ``STORAGES``: a disk unless a bucket is named.

    The bucket stays private: nobody is ever sent there, our own views read from it. Without keys the machine's own
    role is taken. Servers of one's own (an endpoint) are asked for ``/bucket/name``, as they seldom have a name for
    each bucket.
    """
    if not s3["bucket_name"]:
        return dict(DISK)
    if find_spec("storages") is None or find_spec("boto3") is None:
        raise ImproperlyConfigured("MEDIA_S3_BUCKET: a bucket needs the packages of requirements-s3.txt")
    options: dict[str, Any] = {name: value or None for name, value in s3.items()}
    options |= {
        "default_acl": None,
        "file_overwrite": False,
        "querystring_auth": True,
        "signature_version": "s3v4",
        "addressing_style": "path" if s3["endpoint_url"] else "auto",
        "max_memory_size": 8 * 1024 * 1024,
    }
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
