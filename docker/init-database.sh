#!/bin/sh
# Run by the image of PostgreSQL when the database is made: a role for the daemon that owns a database and may make the
# two roles of the schema, and that is no superuser.
set -eu
psql --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname=postgres --set=password="$DAEMON_PASSWORD" <<'SQL'
CREATE ROLE crossfade LOGIN CREATEROLE PASSWORD :'password';
CREATE DATABASE crossfade OWNER crossfade;
SQL
