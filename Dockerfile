# Two images of the platform: `egov` runs everything of ours, the directory, Keycloak and the edge;
# `database` runs PostgreSQL. Debian, PyPI, npm and Maven Central are all that is fetched from.
# BASE may be an image of your own with your mirrors and your network's authority in it: see
# docs/how-to/run-in-containers.md.
ARG BASE=debian:bookworm-slim

FROM ${BASE} AS debian
ENV DEBIAN_FRONTEND=noninteractive LANG=C.UTF-8
RUN useradd --uid 10001 --user-group --no-create-home --home-dir /var/lib/egov egov

# --- PostgreSQL -------------------------------------------------------------------------------------
FROM debian AS database
RUN mkdir -p /etc/postgresql-common \
    && echo "create_main_cluster = false" > /etc/postgresql-common/createcluster.conf \
    && apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends -o Dpkg::Options::=--force-confold postgresql-15 \
    && rm -rf /var/lib/apt/lists/*
RUN install -d -o egov -g egov -m 700 /var/lib/egov /var/lib/egov/database /var/lib/egov/secrets
COPY containers/database.sh /usr/local/bin/egov-database
ENV PATH=/usr/lib/postgresql/15/bin:$PATH
USER egov

# --- Python packages, each checked by its hash ------------------------------------------------------
FROM debian AS python
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-venv ca-certificates
WORKDIR /opt/egov
COPY requirements.lock ./
RUN --mount=type=cache,target=/root/.cache/pip python3 -m venv env \
    && env/bin/pip -q --disable-pip-version-check download \
       --no-deps --require-hashes --dest /wheels -r requirements.lock
COPY pyproject.toml README.md ./
COPY idp/kit/pyproject.toml idp/kit/wheel_parts.py idp/kit/
# Of the locked packages only those that the platform runs on; its own are linked to where they lie.
RUN mkdir idp/kit/egov_kit idp/egov_idp ldap shell apps \
    && env/bin/pip -q --disable-pip-version-check install \
       --no-index --find-links /wheels hatchling \
    && env/bin/pip -q --disable-pip-version-check install \
       --no-index --find-links /wheels --no-build-isolation -e idp/kit -e .

# --- Front end --------------------------------------------------------------------------------------
FROM debian AS frontend
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends nodejs npm ca-certificates
WORKDIR /src/idp/kit/frontend
COPY idp/kit/frontend/package.json idp/kit/frontend/package-lock.json idp/kit/frontend/.npmrc ./
RUN --mount=type=cache,target=/root/.npm npm ci --no-audit --no-fund
COPY idp/kit/frontend ./
RUN npm run build -- --kit /out/static --theme /out/login

# --- Keycloak with our gate built in ----------------------------------------------------------------
FROM debian AS keycloak
RUN mkdir -p /usr/share/man/man1 && apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends \
       python3 maven openjdk-17-jdk-headless ca-certificates
WORKDIR /opt/egov
COPY idp/keycloak/pom.xml idp/keycloak/
COPY idp/keycloak/gate idp/keycloak/gate
COPY idp/egov_idp/__init__.py idp/egov_idp/errors.py idp/egov_idp/files.py idp/egov_idp/
COPY idp/egov_idp/local/__init__.py idp/egov_idp/local/errors.py idp/egov_idp/local/layout.py \
     idp/egov_idp/local/distribution.py idp/egov_idp/local/
COPY idp/egov_idp/mail/__init__.py idp/egov_idp/mail/server.py idp/egov_idp/mail/
RUN --mount=type=cache,target=/root/.m2/repository PYTHONPATH=idp python3 -m egov_idp.local.distribution /cache

# --- Everything that runs ---------------------------------------------------------------------------
FROM debian AS egov
RUN mkdir -p /usr/share/man/man1 && apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends \
       python3 slapd openjdk-17-jre-headless haproxy ca-certificates \
       libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/* /var/lib/ldap/* /etc/ldap/slapd.d
WORKDIR /opt/egov
ENV PATH=/opt/egov/env/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    EGOV_IN_CONTAINER=true EGOV_VAR=/var/lib/egov EGOV_CACHE=/opt/egov/cache
COPY --from=keycloak /cache cache
COPY --from=python /opt/egov/env env
COPY . .
COPY --from=frontend /out/static idp/kit/egov_kit/static
COPY --from=frontend /out/login idp/keycloak/themes/egov/login
# The file system is read-only later: what Python and Babel would write is written now, and Keycloak
# gets a folder elsewhere. Volumes take the owner of the folder they are first mounted at.
RUN ln -s /var/lib/egov/keycloak "$(echo cache/keycloak-*)/data" \
    && python -m compileall -q idp ldap shell apps \
    && python -c "from egov_idp.local import assets; assets.compile_translations(assets.ROOT)" \
    && install -d -o egov -g egov -m 700 /var/lib/egov /var/lib/egov/secrets /var/lib/egov/ldap \
       /var/lib/egov/ldap/data $(python -m egov_idp.containers.handout)
USER egov
