# The base of the build stage is pinned by digest. It is a stage of its own so that Dependabot finds
# it, and so that a builder that cannot fetch it by digest can be given another name for it.
ARG RUST_IMAGE=pinned
FROM rust:1.95.0-slim-bookworm@sha256:d7482085ff5b415f84dba5647ae71606650bdef00db7aeb69f4b3d170c3e4082 AS pinned

FROM ${RUST_IMAGE} AS build
WORKDIR /build
# jemalloc is built by make. Debian's, whichever version it is: nothing of it gets into the binary.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends make \
    && rm -rf /var/lib/apt/lists/*
COPY .ci/install-tools .ci/
RUN .ci/install-tools cargo-auditable

# Dependencies first, around empty crates: a change of our sources does not build them again.
COPY .ci/dist .ci/
COPY Cargo.toml Cargo.lock ./
COPY crates/sum-core/Cargo.toml crates/sum-core/
COPY crates/http-edge/Cargo.toml crates/http-edge/
COPY crates/api-server/Cargo.toml crates/api-server/
RUN mkdir crates/sum-core/src crates/http-edge/src crates/api-server/src \
    && touch crates/sum-core/src/lib.rs crates/http-edge/src/lib.rs crates/api-server/src/lib.rs \
    && echo 'fn main() {}' > crates/api-server/src/main.rs \
    && .ci/dist \
    && rm -r crates/sum-core/src crates/http-edge/src crates/api-server/src

COPY crates crates
ARG REVISION=""
# `touch`, because cargo goes by file times and the copied sources are older than the empty ones.
RUN find crates -name '*.rs' -exec touch {} + \
    && mkdir /image \
    && cp "$(SUM_COMMIT="$REVISION" .ci/dist)" /image/
COPY .ci/licenses .ci/
RUN .ci/licenses > /image/licenses.txt
# The same files have the same times in every build of the image.
ARG SOURCE_DATE_EPOCH=0
RUN touch --date="@$SOURCE_DATE_EPOCH" /image/*

FROM scratch
ARG VERSION=""
ARG REVISION=""
ARG SOURCE=""
LABEL org.opencontainers.image.title="api-server" \
      org.opencontainers.image.description="Exact sums over HTTP" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.source="${SOURCE}" \
      org.opencontainers.image.licenses="MIT OR Apache-2.0"
COPY --from=build /image/ /
# Nobody: a number, since there is no /etc/passwd, and so that Kubernetes can see that it is not root.
USER 65532:65532
EXPOSE 8000 9464
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s --retries=3 CMD ["/api-server", "healthcheck"]
ENTRYPOINT ["/api-server"]
