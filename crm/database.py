"""How the database is spoken to: MySQL in earnest, SQLite for a small agency and for tests."""

from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

from crm import env


def database(url: str) -> dict[str, Any]:
    """The connection to a MySQL or SQLite address; ImproperlyConfigured names the variable for any other."""
    try:
        config: dict[str, Any] = environ.Env.db_url_config(url)
    except (ValueError, KeyError, environ.ImproperlyConfigured) as error:
        raise ImproperlyConfigured("DATABASE_URL: not a valid database address") from error
    engine = str(config.get("ENGINE", ""))
    options: dict[str, Any] = config.setdefault("OPTIONS", {})
    if engine.endswith("sqlite3"):
        # IMMEDIATE + WAL: several processes may write without "database is locked".
        options |= {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        }
    elif engine.endswith("mysql"):
        options |= {
            "charset": "utf8mb4",
            "isolation_level": "read committed",
            "init_command": "SET sql_mode='STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION,ERROR_FOR_DIVISION_BY_ZERO'",
            "connect_timeout": env.number("DATABASE_CONNECT_TIMEOUT", 3, low=1, high=60),
            "read_timeout": env.number("DATABASE_READ_TIMEOUT", 20, low=1, high=3600),
            "write_timeout": env.number("DATABASE_READ_TIMEOUT", 20, low=1, high=3600),
        }
        certificate = env.file("DATABASE_SSL_CA")
        if certificate:
            options["ssl"] = {"ca": certificate}
        config["TEST"] = {"CHARSET": "utf8mb4", "NAME": f"test_{config['NAME']}"}
        config["CONN_MAX_AGE"] = 60
        config["CONN_HEALTH_CHECKS"] = True
    if not config.get("NAME") or not engine.endswith(("sqlite3", "mysql")):
        raise ImproperlyConfigured(
            "DATABASE_URL: only mysql:// and sqlite:/// are supported, each with the name of a database"
        )
    return config
