"""All writing of documents: storing, making, signing."""

from realestate.documents.services.making import (
    Words,
    default_words,
    make_document,
    make_pdf,
    problems_of,
    text_of,
    words_by_kind,
    words_for,
)
from realestate.documents.services.signing import (
    CODE_LIFE,
    decline,
    expire_signatures,
    find_request,
    link_of,
    note_opened,
    request_signature,
    resend_signature,
    revoke_signature,
    send_code,
    sign,
    verification_url,
)
from realestate.documents.services.storing import files_with_transaction, store_document, store_upload

__all__ = [
    "CODE_LIFE",
    "Words",
    "decline",
    "default_words",
    "expire_signatures",
    "files_with_transaction",
    "find_request",
    "link_of",
    "make_document",
    "make_pdf",
    "note_opened",
    "problems_of",
    "request_signature",
    "resend_signature",
    "revoke_signature",
    "send_code",
    "sign",
    "store_document",
    "store_upload",
    "text_of",
    "verification_url",
    "words_by_kind",
    "words_for",
]
