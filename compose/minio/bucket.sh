#!/bin/sh
# Makes the archive's bucket and the user that the batch layer is; what exists stays as it is.
set -eu
mc alias set store "http://${STORE:?}" "${MINIO_ROOT_USER:?}" "${MINIO_ROOT_PASSWORD:?}"
mc mb --ignore-existing "store/${BUCKET:?}"
mc admin user add store "${ARCHIVE_ACCESS_KEY:?}" "${ARCHIVE_SECRET_KEY:?}"
mc admin policy attach store readwrite --user "$ARCHIVE_ACCESS_KEY" || mc admin user info store "$ARCHIVE_ACCESS_KEY" | grep -q readwrite
