#!/bin/sh
# The tests of the terminal need a real one, tmux, those of the pages a browser, Chromium, those of backtest
# a real Prometheus, those of alerts a real Alertmanager, those of TLS openssl and curl. Where one is missing
# and cannot be had its tests are skipped, and say so.
set -eu
sh "$(dirname "$0")/install-s3.sh"
wanted=
for command in tmux prometheus victoria-metrics prometheus-alertmanager openssl curl; do
  command -v "$command" >/dev/null || wanted="$wanted $command"
done
command -v ip >/dev/null || wanted="$wanted iproute2"
command -v chromium >/dev/null || command -v google-chrome >/dev/null || wanted="$wanted chromium"
if [ -z "$wanted" ] || ! command -v apt-get >/dev/null || [ "$(id -u)" != 0 ]; then
  exit 0
fi
apt-get update >/dev/null || true
for package in $wanted; do
  apt-get install -y --no-install-recommends "$package" >/dev/null ||
    echo "test/e2e/install.sh: apt-get could not install $package; its tests are skipped" >&2
done
