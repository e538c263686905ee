"""Logs are JSON lines on standard output: one line a request, with its id, user, status and milliseconds."""

import re
from collections.abc import MutableMapping
from typing import Any

import structlog

SECRET = re.compile(r"(?<![0-9a-f])([0-9a-f]{6})[0-9a-f]{26,58}(?![0-9a-f])")  # a link's token: 32 or 64 hex characters


def hide_tokens(logger: Any, name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Who reads the logs must not be able to open the secret links in them; six characters tell them apart."""
    if isinstance(path := event.get("request"), str):
        event["request"] = SECRET.sub(r"\1…", path)
    return event


def logging_config(level: str) -> dict[str, Any]:
    """Configure structlog and return the dictionary for ``logging.config``."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        hide_tokens,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processor": structlog.processors.JSONRenderer(ensure_ascii=False),
                "foreign_pre_chain": shared,
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django.server": {"handlers": ["console"], "propagate": False},
            "django.request": {"level": "ERROR"},
        },
    }
