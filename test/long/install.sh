#!/bin/sh
# What the long run needs beyond test/e2e/install.sh: a current Kubernetes API server, Prometheus 3 and Helm, built from Go
# modules and kept outside the checkout, since a build takes minutes; etcd, buildah and podman from Debian. What cannot be
# had is named, and its tests are skipped.
set -eu
cache=${SAWTOOTH_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/sawtooth}
kubernetes=1.34.2
helm=3.22.0
prometheus=3.8.0

missing() { echo "test/long/install.sh: $1; its tests are skipped" >&2; }

if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  apt-get update >/dev/null || true
  for package in etcd-server buildah podman runc mmdebstrap; do
    dpkg -s "$package" >/dev/null 2>&1 ||
      apt-get install -y --no-install-recommends "$package" >/dev/null ||
      missing "apt-get could not install $package"
  done
fi
command -v go >/dev/null || { missing 'there is no Go to build Kubernetes with'; exit 0; }
mkdir -p "$cache"

if [ ! -x "$cache/kube-apiserver-$kubernetes" ]; then
  build=$(mktemp -d)
  {
    echo 'module build'
    echo "require k8s.io/kubernetes v$kubernetes"
    # Kubernetes names its own parts by their place in its repository, which its module lacks.
    go mod download -json "k8s.io/kubernetes@v$kubernetes" | sed -n 's/.*"GoMod": "\(.*\)".*/\1/p' |
      xargs sed -n "s#^[[:space:]]*\(k8s.io/[^ ]*\) => ./staging/.*#replace \1 => \1 v0.${kubernetes#1.}#p"
  } >"$build/go.mod"
  printf 'package build\n\nimport _ "k8s.io/kubernetes/cmd/kube-apiserver"\n' >"$build/build.go"
  version=k8s.io/component-base/version
  (
    cd "$build"
    go mod tidy >go.log 2>&1
    go build -ldflags "-s -w -X $version.gitVersion=v$kubernetes" \
      -o "$cache/kube-apiserver-$kubernetes" k8s.io/kubernetes/cmd/kube-apiserver >>go.log 2>&1
  ) || { tail -5 "$build/go.log" >&2; missing 'kube-apiserver could not be built'; }
  rm -rf "$build"
fi

if [ ! -x "$cache/prometheus-$prometheus/prometheus" ]; then
  # Its module has replacements, so it cannot be installed by itself; version 3.x.y is v0.30x.y there. Without its pages,
  # and without the clouds' discoveries, which are most of it.
  build=$(mktemp -d)
  module=github.com/prometheus/prometheus/cmd/prometheus
  (
    cd "$build"
    printf 'module build\n' >go.mod
    go get "$module@v0.30${prometheus#3.}" >go.log 2>&1
    go build -trimpath -tags netgo,remove_all_sd \
      -ldflags "-s -w -X github.com/prometheus/common/version.Version=$prometheus" \
      -o "$cache/prometheus-$prometheus/prometheus" $module >>go.log 2>&1
  ) || { tail -5 "$build/go.log" >&2; missing 'Prometheus 3 could not be built'; }
  rm -rf "$build"
fi

if [ ! -x "$cache/helm-$helm" ]; then
  GOBIN=$cache/bin go install "helm.sh/helm/v3/cmd/helm@v$helm" >"$cache/helm.log" 2>&1 &&
    mv "$cache/bin/helm" "$cache/helm-$helm" ||
    { tail -5 "$cache/helm.log" >&2; missing 'helm could not be built'; }
fi
ln -sf "kube-apiserver-$kubernetes" "$cache/kube-apiserver"
ln -sf "helm-$helm" "$cache/helm"
ln -sfn "prometheus-$prometheus" "$cache/prometheus"
