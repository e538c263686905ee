"""Addresses of the leads room."""

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

app_name = "leads"


def _soon(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse(status=404)


urlpatterns: list[URLPattern] = [path("<int:pk>/", _soon, name="detail")]
