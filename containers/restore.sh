#!/bin/sh
# Bring back what containers/backup.sh wrote, and start:  containers/restore.sh FOLDER
# It never replaces data: where there is some, nothing is done.
set -eu
[ $# -eq 1 ] || { sed -n '2,3s/^# //p' "$0" >&2; exit 2; }
folder=$(realpath "$1")
cd "$(dirname "$0")/.."
(cd "$folder" && sha256sum --check --quiet SHA256SUMS)
once="docker compose run --rm --no-deps --no-TTY"

docker compose build --quiet
# Of the directory the step that loads it knows; the databases come last, when all else is written.
there=$($once database ls /var/lib/egov/database)
[ ! "$there" ] || {
    echo "There are databases already; nothing was restored. To remove everything that is there," \
        "data and keys: docker compose down --volumes" >&2
    exit 1
}
$once data python -m egov_idp.containers.ldif load < "$folder/directory.tar"
$once secrets tar -C /var/lib/egov -x < "$folder/secrets.tar"
docker compose up --detach --wait database
# The role that owns the cluster is there since its start.
sed '/^CREATE ROLE egov;$/d' "$folder/databases.sql" | docker compose exec --no-TTY database \
    psql --quiet --no-psqlrc --set ON_ERROR_STOP=1 --output /dev/null postgres
docker compose up --detach --wait
