package import GatewayCore

extension PluginHost {
  /// What operators can ask.
  package var endpoints: [Endpoint] {
    [
      Endpoint(
        .get, "/api/v1/plugins", tag: "Plugins", "All plugins, and how they fare.",
        content: .envelope(
          "A list of `{id, product, version, library, sha256, isolation, condition, openCalls, calls, restarts, process, "
            + "latestFailure, handles}`")
      ) { [self] _ in
        APIAnswer("plugins", data: .array(plugins.map(\.report.representation)))
      }
    ]
  }
}

extension PluginReport {
  /// The report as JSON.
  var representation: APIValue {
    [
      "id": .text(id), "product": .text(product), "version": .text(version), "library": .text(library),
      "sha256": .text(sha256), "isolation": .text(isolation.rawValue), "condition": .text(condition.rawValue),
      "openCalls": .integer(openCalls), "calls": .object(calls.map { (name: $0.outcome, value: .integer($0.count)) }),
      "restarts": .integer(restarts), "process": .optional(process), "latestFailure": .optional(latestFailure),
      "handles": .array(
        routes.map {
          ["version": .text($0.version), "direction": .text($0.direction.name), "action": .text($0.action)]
        }),
    ]
  }
}
