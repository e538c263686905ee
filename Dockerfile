# One image for the web, the worker, the migration and the schedules: the arguments say which.
#   docker build -t crm --build-arg RELEASE=2026.11.1 .

FROM docker.io/library/python:3.13-slim-trixie AS wheels
RUN apt-get update \
 && apt-get install -y --no-install-recommends gcc libc6-dev pkg-config python3-dev default-libmysqlclient-dev
WORKDIR /build
# S3=1 for photos and documents in a bucket (MEDIA_S3_BUCKET).
ARG S3=
COPY requirements.txt requirements-s3.txt ./
RUN files="-r requirements.txt ${S3:+-r requirements-s3.txt}" \
 && pip wheel --no-cache-dir --wheel-dir /wheels $files \
 && python -m venv --without-pip /opt/venv \
 && pip --python /opt/venv/bin/python install --no-cache-dir --no-index --find-links /wheels $files

FROM docker.io/library/python:3.13-slim-trixie
ARG RELEASE=dev
LABEL org.opencontainers.image.title="CRM Inmobiliaria" \
      org.opencontainers.image.licenses="AGPL-3.0-or-later" \
      org.opencontainers.image.version="${RELEASE}"
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=crm.settings \
    STATIC_ROOT=/app/staticfiles \
    MEDIA_ROOT=/media \
    WEB_BIND=0.0.0.0:8000 \
    RELEASE=${RELEASE}
RUN apt-get update \
 && apt-get install -y --no-install-recommends libmariadb3 \
    libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core fonts-lato \
 && rm -rf /var/lib/apt/lists/* /var/cache/apt/*
COPY --from=wheels /opt/venv /opt/venv
WORKDIR /app
COPY manage.py LICENSE ./
COPY crm crm
COPY realestate realestate
COPY templates templates
COPY static static
# Byte code now, as the root is read-only later; hashed and compressed static files with a key for this step only.
RUN python -m compileall -q crm realestate \
 && SECRET_KEY="$(python -c 'import secrets; print(secrets.token_hex(32))')" ALLOWED_HOSTS=build DATABASE_URL=sqlite://:memory: \
    python manage.py collectstatic --noinput --verbosity 0 \
 && mkdir -p /media && chown 10001:10001 /media
USER 10001:10001
EXPOSE 8000
CMD ["gunicorn", "--config", "crm/gunicorn_conf.py"]
