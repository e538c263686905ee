"""Addresses of the room: the owner's in two languages, and the agency's page about it."""

from django.urls import path

from realestate.ownerroom.views import desk, report, room
from realestate.ownerroom.views.common import View, room_in

app_name = "ownerroom"

# What may be done in the room, as the addresses of each language say it.
_SPANISH = {
    "photo": "foto",
    "document": "documentos/<slug:document>",
    "price": "precio/<slug:code>",
    "approve": "precio/<slug:code>/aceptar",
    "decline": "precio/<slug:code>/rechazar",
    "annex": "precio/<slug:code>/anexo",
}
_ENGLISH = {
    "photo": "photo",
    "document": "documents/<slug:document>",
    "price": "price/<slug:code>",
    "approve": "price/<slug:code>/accept",
    "decline": "price/<slug:code>/decline",
    "annex": "price/<slug:code>/annex",
}
_VIEWS: dict[str, View] = {
    "photo": room.photo,
    "document": room.document,
    "price": room.price_page,
    "approve": room.approve,
    "decline": room.decline,
    "annex": room.annex,
}

urlpatterns = [
    path("listings/<slug:reference>/owner-report/", report.ReportView.as_view(), name="report"),
    path("listings/<slug:reference>/owner-room/", desk.panel, name="panel"),
    path("listings/<slug:reference>/owner-room/preview/", desk.preview, name="preview"),
    path("listings/<slug:reference>/owner-room/links/new/", desk.LinkCreateView.as_view(), name="link_create"),
    path("listings/<slug:reference>/owner-room/links/<int:pk>/send/", desk.link_send, name="link_send"),
    path("listings/<slug:reference>/owner-room/links/<int:pk>/show/", desk.link_show, name="link_show"),
    path("listings/<slug:reference>/owner-room/links/<int:pk>/extend/", desk.link_extend, name="link_extend"),
    path("listings/<slug:reference>/owner-room/links/<int:pk>/revoke/", desk.link_revoke, name="link_revoke"),
    path("listings/<slug:reference>/owner-room/price/<int:pk>/", desk.ProposeView.as_view(), name="propose"),
    path(
        "listings/<slug:reference>/owner-room/proposals/<int:pk>/withdraw/",
        desk.proposal_withdraw,
        name="proposal_withdraw",
    ),
    path("listings/<slug:reference>/owner-room/proposals/<int:pk>/annex/", desk.proposal_annex, name="proposal_annex"),
    path("listings/<slug:reference>/owner-room/viewings/<int:pk>/", desk.FeedbackView.as_view(), name="feedback"),
    path(
        "listings/<slug:reference>/owner-room/viewings/<int:pk>/withdraw/",
        desk.feedback_withdraw,
        name="feedback_withdraw",
    ),
]
for _language, _begin, _words in (("es", "propietario", _SPANISH), ("en", "en/owner", _ENGLISH)):
    _open = room_in(_language)
    urlpatterns.append(path(f"{_begin}/<slug:token>/", _open(room.room_page), name=f"room_{_language}"))
    urlpatterns += [
        path(f"{_begin}/<slug:token>/{_words[name]}/", _open(view), name=f"{name}_{_language}")
        for name, view in _VIEWS.items()
    ]
