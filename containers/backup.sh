#!/bin/sh
# Back the platform in containers up, while it runs:  containers/backup.sh FOLDER
# FOLDER appears when everything is in it. What writes stands still until then, about a minute.
set -eu
umask 077
[ $# -eq 1 ] || { sed -n '2,3s/^# //p' "$0" >&2; exit 2; }
folder=$(realpath -m "$1")
cd "$(dirname "$0")/.."
[ ! -e "$folder" ] || { echo "$folder is there already: name another one." >&2; exit 1; }
mkdir -p "$(dirname "$folder")"
new=$(mktemp -d "$folder.XXXXXX")
trap 'rm -rf "$new"' EXIT
trap 'exit 130' HUP INT TERM

writers="edge onestop portal internal people keycloak"
running=$(docker compose ps --quiet $writers)
[ "$running" ] || { echo "Nothing runs: docker compose up --detach --wait" >&2; exit 1; }
# Not `docker compose start`, which would run the steps of the start again.
go_on() { docker start $running > /dev/null; }
trap 'rm -rf "$new"; go_on' EXIT
docker compose stop $writers
docker compose exec --no-TTY database pg_dumpall > "$new/databases.sql"
docker compose exec --no-TTY slapd python -m egov_idp.containers.ldif save > "$new/directory.tar"
docker compose run --rm --no-deps --no-TTY secrets \
    tar -C /var/lib/egov -c secrets stamp.json > "$new/secrets.tar"
trap 'rm -rf "$new"' EXIT
go_on

(cd "$new" && sha256sum databases.sql directory.tar secrets.tar > SHA256SUMS)
mv -T "$new" "$folder"
echo "$folder holds every key and password: keep it where nobody else reads it."
