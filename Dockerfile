# A gateway in an image: built in one stage, with what it needs at run time in the other.
FROM swift:6.2-bookworm AS build
RUN apt-get update -q \
  && apt-get install -q -y --no-install-recommends \
    pkg-config libjansson-dev libyaml-dev libhiredis-dev libsqlite3-dev zlib1g-dev \
  && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY . .
RUN swift build -c release --product gateway

# With the Swift runtime, which the gateway shares with plugins.
FROM swift:6.2-bookworm-slim
RUN apt-get update -q \
  && apt-get install -q -y --no-install-recommends \
    ca-certificates curl libjansson4 libyaml-0-2 libhiredis0.14 libsqlite3-0 libstdc++6 zlib1g \
  && rm -rf /var/lib/apt/lists/* \
  && useradd --system --create-home --home-dir /var/lib/gateway gateway
COPY --from=build /src/.build/release/gateway /usr/local/bin/gateway
USER gateway
WORKDIR /var/lib/gateway
# Inside a container the loopback address is nobody's.
ENV GATEWAY_HTTP_LISTEN=0.0.0.0:8081
EXPOSE 9000 8081
HEALTHCHECK --interval=5s --timeout=3s --start-period=10s \
  CMD curl -fsS http://127.0.0.1:8081/health/live
ENTRYPOINT ["gateway"]
CMD ["run"]
