#!/bin/sh
# Runs PostgreSQL. The first time it makes the cluster beside its place and renames it there, so that
# a half-made one is never found. Over the network everybody needs a password; in this container the
# operating-system user `egov` is the owner without one.
set -eu
data=/var/lib/egov/database/15
if [ ! -d "$data" ]; then
    rm -rf "$data.new"
    initdb --pgdata="$data.new" --username=egov --pwfile=/var/lib/egov/secrets/postgres/egov \
        --auth-local=peer --auth-host=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8
    echo "host all all samenet scram-sha-256" >> "$data.new/pg_hba.conf"
    mv "$data.new" "$data"
fi
exec postgres -D "$data" -c listen_addresses='*' -c unix_socket_directories=/var/run/postgresql \
    -c max_connections=400 -c log_min_error_statement=panic
