# Node, one bundle and the libraries that Node needs: no shell, no package manager, nobody is root.
#
#   docker build -t sawtooth .                                            (podman build, buildah bud: the same)
#   docker buildx build --platform linux/amd64,linux/arm64 -t sawtooth .
#
# With the same Debian packages the same source makes the same image, but for the dates that the builder
# itself writes: docker buildx --build-arg SOURCE_DATE_EPOCH=0, buildah bud --timestamp 0.

FROM docker.io/library/debian:trixie-slim AS build
RUN apt-get update \
  && apt-get install -y --no-install-recommends binutils ca-certificates nodejs npm
WORKDIR /source
# What changes seldom comes first: an edit of the source installs nothing anew.
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY build.ts ./
COPY src src
COPY rules rules
RUN node_modules/.bin/node build.ts --whole /image/app/dist \
  && cp -r package.json rules /image/app/ \
  && mkdir -p /image/app/node_modules/speedscope \
  && cp -r node_modules/speedscope/package.json node_modules/speedscope/LICENSE node_modules/speedscope/dist \
    /image/app/node_modules/speedscope/
# Symbols of Node's own C++ are a sixth of it and show in no stack of JavaScript.
RUN mkdir -p /image/usr/bin /image/etc /image/var/lib/sawtooth /image/var/lib/dpkg /image/tmp \
  && strip --strip-unneeded -o /image/usr/bin/node "$(realpath node_modules/.bin/node)" \
  && ldd /image/usr/bin/node | grep -o '/[^ ]*' | xargs -I{} cp -L --parents {} /image/ \
  && dpkg -s libc6 libgcc-s1 libstdc++6 >/image/var/lib/dpkg/status \
  && echo 'sawtooth:x:65532:65532::/var/lib/sawtooth:/' >/image/etc/passwd \
  && echo 'sawtooth:x:65532:' >/image/etc/group \
  && echo 'hosts: files dns' >/image/etc/nsswitch.conf \
  && chown 65532:65532 /image/var/lib/sawtooth && chmod 1777 /image/tmp \
  && find /image -exec touch -hd @0 {} +

FROM scratch
COPY --from=build /image/ /
WORKDIR /var/lib/sawtooth
USER 65532:65532
# A young generation of one megabyte, and an allocator that gives back what was freed: a watchdog makes little
# garbage and should take little room. A fleet sets NODE_OPTIONS anew.
ENV NODE_ENV=production NODE_OPTIONS=--max-semi-space-size=1 \
  MALLOC_ARENA_MAX=1 MALLOC_MMAP_THRESHOLD_=65536 MALLOC_TRIM_THRESHOLD_=131072
ENTRYPOINT ["/usr/bin/node", "/app/dist/main.js"]
CMD ["sidecar"]
