#!/bin/sh
# Makes the archive's bucket; what exists stays as it is.
set -eu
shell() { echo "$1" | weed shell -master="${STORE:?}" -filer="${FILER:?}"; }
shell "s3.bucket.list" | grep -qw "${BUCKET:?}" || shell "s3.bucket.create -name $BUCKET"
shell "s3.bucket.list" | grep -w "$BUCKET"
