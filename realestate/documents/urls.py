"""Addresses of documents: the signer's and the public check in two languages, and who asked inside."""

from django.urls import path

from realestate.documents import views
from realestate.documents.views import public_in

app_name = "documents"

# What may be done with a request, as the Spanish addresses say it.
_SPANISH = {
    "code": "codigo",
    "submit": "firmar",
    "decline": "rechazar",
    "document": "documento",
    "evidence": "evidencia",
}
_ENGLISH = {name: name for name in _SPANISH}
_PUBLIC = (("es", "firma", "verificar", _SPANISH), ("en", "en/sign", "en/verify", _ENGLISH))
_VERBS = {
    "code": views.sign_code,
    "submit": views.sign_submit,
    "decline": views.sign_decline,
    "document": views.sign_document,
    "evidence": views.sign_evidence,
}

urlpatterns = [
    path("documents/of-contact/<int:pk>/", views.of_contact, name="of_contact"),
    path("documents/signatures/<int:pk>/", views.signature, name="signature"),
    path("documents/signatures/<int:pk>/resend/", views.resend, name="resend"),
    path("documents/signatures/<int:pk>/revoke/", views.revoke, name="revoke"),
]
for _language, _sign, _check, _words in _PUBLIC:
    _open = public_in(_language)
    urlpatterns.append(path(f"{_sign}/<slug:token>/", _open(views.sign_page), name=f"sign_{_language}"))
    urlpatterns += [
        path(f"{_sign}/<slug:token>/{_words[name]}/", _open(view), name=f"sign_{name}_{_language}")
        for name, view in _VERBS.items()
    ]
    urlpatterns.append(path(f"{_check}/<slug:code>/", _open(views.verify_page), name=f"verify_{_language}"))
