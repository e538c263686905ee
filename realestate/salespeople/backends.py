"""Rights for Django's own checks (the admin): managers all, others none."""

from typing import Any

from django.contrib.auth.backends import BaseBackend


class RoleBackend(BaseBackend):
    """Only answers rights; signing in is allauth's."""

    def has_perm(self, user_obj: Any, perm: str, obj: Any = None) -> bool:
        return bool(getattr(user_obj, "is_staff", False))

    def get_user(self, user_id: int) -> Any:
        from django.contrib.auth import get_user_model

        return get_user_model().objects.filter(pk=user_id, is_active=True).select_related("office").first()
