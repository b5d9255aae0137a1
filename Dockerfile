# Belfry with its own Java runtime, and nothing else, run by a user without rights:
#
#     docker build -t belfry .
#     docker run -p 127.0.0.1:8000:8000 -e BELFRY_SERVER_OPEN=true -v belfry:/var/lib/belfry belfry
#
# Without BELFRY_SERVER_OPEN=true it starts only where a configuration says who may come in:
# -v "$PWD/belfry.yaml:/etc/belfry/belfry.yaml:ro". See docs/guide/install.md.
FROM eclipse-temurin:25-jdk AS build
RUN apt-get update \
    && apt-get install -y --no-install-recommends maven \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN packaging/build.sh image

FROM debian:13-slim
RUN useradd --system --uid 10001 --home-dir /var/lib/belfry --create-home belfry \
    && install -d /etc/belfry \
    && ln -s /usr/lib/belfry/bin/belfry /usr/bin/belfry
# With the times of its files, which the caches of classes are valid for.
COPY --from=build /src/packaging/target/belfry /usr/lib/belfry
COPY packaging/docker/health /usr/lib/belfry/bin/health
ENV BELFRY_DATA=/var/lib/belfry \
    BELFRY_SERVER_HOST=0.0.0.0
WORKDIR /etc/belfry
VOLUME /var/lib/belfry
EXPOSE 8000
USER 10001
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
    CMD ["/usr/lib/belfry/bin/health"]
# SIGTERM has clients come back elsewhere within server.drain; give it longer than that to stop.
STOPSIGNAL SIGTERM
ENTRYPOINT ["/usr/bin/belfry"]
CMD ["serve"]
