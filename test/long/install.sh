#!/bin/sh
# What the long run needs beyond test/e2e/install.sh: a current Kubernetes API server, Prometheus 3, Pyroscope, Thanos and
# Helm, built from Go modules and kept outside the checkout, since a build takes minutes; etcd, buildah, podman and a kernel
# with cgroup v2 from Debian. What cannot be had is named, and its tests are skipped.
set -eu
cache=${SAWTOOTH_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/sawtooth}
kubernetes=1.34.2
helm=3.22.0
prometheus=3.8.0
# The newest of which the module proxy has every part: of later ones it lacks the root module, of Parca every version.
pyroscope=1.2.0
thanos=0.40.1

missing() { echo "test/long/install.sh: $1; its tests are skipped" >&2; }

if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  apt-get update >/dev/null || true
  for package in etcd-server buildah podman runc mmdebstrap; do
    dpkg -s "$package" >/dev/null 2>&1 ||
      apt-get install -y --no-install-recommends "$package" >/dev/null ||
      missing "apt-get could not install $package"
  done
fi
mkdir -p "$cache"
if [ ! -x "$cache/linux.uml" ]; then
  # A kernel that is a program, of which nothing else is needed: it is not installed.
  fetched=$(mktemp -d)
  (
    cd "$fetched"
    apt-get download user-mode-linux >/dev/null && dpkg -x user-mode-linux_*.deb . && mv usr/bin/linux.uml "$cache"
  ) || missing 'user-mode-linux could not be fetched'
  rm -rf "$fetched"
fi
command -v go >/dev/null || { missing 'there is no Go to build Kubernetes with'; exit 0; }

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

# Builds a program whose module has replacements, which count in a main module alone: they are carried over, with its
# checksums. Thanos reads labels as the slices that they are with a tag only. `$1` is the module, `$2` its version, `$3` the
# command in it, `$4` what it is called in the cache, `$5` what the linker is told beyond, `$6` more lines
# of a go.mod.
build_program() {
  build=$(mktemp -d)
  (
    cd "$build"
    files=$(go mod download -json "$1@v$2") || { echo "$files" >go.log; exit 1; }
    mod=$(echo "$files" | sed -n 's/.*"GoMod": "\(.*\)".*/\1/p')
    sums=$(echo "$files" | sed -n 's/.*"Dir": "\(.*\)".*/\1/p')/go.sum
    {
      printf 'module build\ngo 1.25.0\nrequire %s v%s\n' "$1" "$2"
      sed -n '/^replace (/,/^)/s#^[[:space:]]*\([^ ]* => [^.].*\)#replace \1#p' "$mod"
      printf '%s\n' "$6"
    } >go.mod
    cat "$sums" >go.sum
    printf 'package build\n\nimport _ "%s/cmd/%s"\n' "$1" "$3" >build.go
    go mod tidy >go.log 2>&1
    CGO_ENABLED=0 go build -trimpath -tags netgo,slicelabels -ldflags "-s -w $5" -o "$cache/$4" "$1/cmd/$3" >>go.log 2>&1
  ) || { tail -5 "$build/go.log" >&2; missing "$4 could not be built"; }
  rm -rf "$build"
}

if [ ! -x "$cache/pyroscope-$pyroscope" ]; then
  # Its API is a module beside it, named by its place. What it measures itself with knows no current Go, and what it reads
  # Parquet with asks the runtime for what only the linker's leave gives.
  build_program github.com/grafana/pyroscope "$pyroscope" pyroscope "pyroscope-$pyroscope" -checklinkname=0 \
    'replace github.com/grafana/pyroscope/api => github.com/grafana/pyroscope/api v0.3.0
require github.com/grafana/pyroscope-go/godeltaprof v0.1.9'
fi
if [ ! -x "$cache/thanos-$thanos" ]; then
  build_program github.com/thanos-io/thanos "$thanos" thanos "thanos-$thanos" '' ''
fi

# Mimir's module (v1.3.1-0.20260423142704-aced80d74930) resolves and was not compiled after 25 minutes at low priority on
# two shared cores, where the bound is 15: there is no test beside it.
echo 'test/long/install.sh: Mimir is not built: it takes longer than 15 minutes; nothing is tested beside it' >&2
command -v "${SAWTOOTH_PARCA:-parca}" >/dev/null ||
  missing 'there is no parca, and the module proxy refuses its module (403)'

if [ ! -x "$cache/helm-$helm" ]; then
  GOBIN=$cache/bin go install "helm.sh/helm/v3/cmd/helm@v$helm" >"$cache/helm.log" 2>&1 &&
    mv "$cache/bin/helm" "$cache/helm-$helm" ||
    { tail -5 "$cache/helm.log" >&2; missing 'helm could not be built'; }
fi
ln -sf "kube-apiserver-$kubernetes" "$cache/kube-apiserver"
ln -sf "helm-$helm" "$cache/helm"
ln -sfn "prometheus-$prometheus" "$cache/prometheus"
ln -sf "pyroscope-$pyroscope" "$cache/pyroscope"
ln -sf "thanos-$thanos" "$cache/thanos"
