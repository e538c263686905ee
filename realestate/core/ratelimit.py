"""How often somebody may do a thing, counted in the cache that all processes share."""

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest


def allow(key: str, *, limit: int, seconds: int) -> bool:
    """Count one more; false when this key has done it more than ``limit`` times in its window."""
    name = f"rate:{key}"
    if cache.add(name, 1, seconds):
        return True
    try:
        return cache.incr(name) <= limit
    except ValueError:  # the window ended between the two calls
        cache.set(name, 1, seconds)
        return True


def client_address(request: HttpRequest) -> str:
    """The caller's address; a forwarded one counts only as far as proxies of ours have written it."""
    if settings.TRUSTED_PROXY_COUNT:
        hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
        if len(hops) >= settings.TRUSTED_PROXY_COUNT:
            return hops[-settings.TRUSTED_PROXY_COUNT][:64]
    return str(request.META.get("REMOTE_ADDR", ""))[:64]
