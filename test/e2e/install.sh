#!/bin/sh
# The tests of the terminal need a real one: tmux. Where it is missing and cannot be had they are
# skipped, and say so.
set -eu
if command -v tmux >/dev/null || ! command -v apt-get >/dev/null || [ "$(id -u)" != 0 ]; then
  exit 0
fi
{ apt-get update && apt-get install -y --no-install-recommends tmux; } >/dev/null ||
  echo 'test/e2e/install.sh: apt-get could not install tmux; the tests of the dashboard are skipped' >&2
