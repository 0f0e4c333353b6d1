#!/bin/sh
# The tests of the bucket need an S3 server that checks signatures: versitygw, built once from its Go module
# and kept outside the checkout. Where it cannot be had they are skipped, and say so.
set -eu
version=v1.8.0
folder=${XDG_CACHE_HOME:-$HOME/.cache}/sawtooth/versitygw-$version
if command -v versitygw >/dev/null || [ -x "$folder/versitygw" ]; then exit 0; fi
command -v go >/dev/null || exit 0
GOBIN=$folder CGO_ENABLED=0 timeout 420 go install "github.com/versity/versitygw/cmd/versitygw@$version" >/dev/null 2>&1 ||
  echo "test/e2e/install-s3.sh: versitygw could not be built; the tests of the bucket are skipped" >&2
