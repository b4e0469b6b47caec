import GatewayCore
import Logging
import OCPPCodec

/// Whether the gateway lives, can work, and how much it does.
struct HealthRoutes: Sendable {
  let services: APIServices

  var endpoints: [Endpoint] {
    [
      Endpoint(
        .get, "/health", tag: "Health", "Status of the gateway and its store; always 200 while it answers.",
        parameters: nil,
        content: .envelope(
          "`{status: ok|degraded, store: {connected, error}, connectedStations, queueDepth, latency: {messages, "
            + "meanMilliseconds, p99Milliseconds}, uptimeSeconds, version}`: what waits, messages of stations for a "
            + "processor and commands for stations, and how long messages took since the start")
      ) { _ in await health() },
      Endpoint(
        .get, "/health/live", tag: "Health", "Whether the process lives.", parameters: nil,
        content: .envelope("`{status: ok}`")
      ) { _ in APIAnswer("alive", data: ["status": "ok"]) },
      Endpoint(
        .get, "/health/ready", tag: "Health",
        "Whether the gateway can take stations' messages: its store can be written to.",
        parameters: nil, content: .envelope("`{status: ok}`"), statuses: [200, 503]
      ) { _ in await readiness() },
      Endpoint(
        .get, "/metrics", tag: "Health", "Metrics in the text format 0.0.4 of Prometheus.", parameters: nil,
        content: .other(type: Self.metricsType, "Metrics.")
      ) { _ in
        _ = await services.queueDepth()
        return APIAnswer(.ok, contentType: Self.metricsType, body: .bytes(services.metrics.render()))
      },
    ]
  }

  private static let metricsType = "text/plain; version=0.0.4; charset=utf-8"

  private func health() async -> APIAnswer {
    let problem = await storeProblem()
    let isHealthy = problem == nil
    return APIAnswer(
      isHealthy ? "healthy" : "degraded: the store can't be written to",
      data: [
        "status": isHealthy ? "ok" : "degraded",
        "store": ["connected": .boolean(isHealthy), "error": .optional(problem)],
        "connectedStations": .integer(services.sessions.count),
        "queueDepth": .integer(await services.queueDepth()),
        "latency": latency,
        "uptimeSeconds": .integer(Int((services.clock.milliseconds - services.startedAt) / 1000)),
        "version": .text(services.options.version),
      ])
  }

  /// How long messages took; the 99th percentile as the upper bound of a bucket.
  private var latency: APIValue {
    guard let summary = services.metrics.summary(of: "ocpp_message_duration_seconds", share: 0.99) else { return .null }
    return [
      "messages": .integer(Int(summary.count)), "meanMilliseconds": Self.milliseconds(summary.mean),
      "p99Milliseconds": Self.milliseconds(summary.quantile),
    ]
  }

  /// In steps of a microsecond; `null` for what is beyond all bounds.
  private static func milliseconds(_ seconds: Double) -> APIValue {
    guard seconds.isFinite else { return .null }
    return .number(DecimalNumber(significand: Int64((seconds * 1e6).rounded()), exponent: -3))
  }

  private func readiness() async -> APIAnswer {
    if let problem = await storeProblem() {
      return APIAnswer(
        .serviceUnavailable, "not ready: the store can't be written to",
        data: ["status": "unavailable", "error": .text(problem)])
    }
    return APIAnswer("ready", data: ["status": "ok"])
  }

  /// Why the store can't be written to; nil when it can.
  private func storeProblem() async -> String? {
    do {
      try await services.store.checkHealth()
      return nil
    } catch let error as StoreError {
      // Its message is meant for operators; what lies behind it may name files and stays in the log.
      services.logger.warning("store unhealthy", metadata: ["error": "\(error)"])
      return error.message.escapedForPeople
    } catch {
      services.logger.warning("store unhealthy", metadata: ["error": "\(error)"])
      return "the gateway's log says why"
    }
  }
}
