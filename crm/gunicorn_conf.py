"""How gunicorn serves the site: threads, one recycled worker at a time, logs by structlog."""

import os

from crm import env

wsgi_app = "crm.wsgi:application"
bind = env.address("WEB_BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = env.number("WEB_CONCURRENCY", 2, low=1, high=64)
threads = env.number("WEB_THREADS", 4, low=1, high=64)
graceful_timeout = env.number("GRACEFUL_TIMEOUT", 25, low=1, high=600)
timeout = 60
keepalive = 5
max_requests = 20_000  # memory that a library leaks is given back now and then
max_requests_jitter = 2_000
preload_app = False  # each worker opens its own database connections
control_socket_disable = True  # no file of gunicorn's in the home folder
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 # heartbeats on a disk can block
forwarded_allow_ips = "*" if env.number("TRUSTED_PROXY_COUNT", 0, high=10) else ""
accesslog = None  # django-structlog writes one line a request
errorlog = "-"
