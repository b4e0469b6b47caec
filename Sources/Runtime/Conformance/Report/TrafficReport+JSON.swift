import GatewayCore
import OCPPCodec

extension TrafficReport {
  /// The report as one JSON object.
  package var json: String {
    var writer = JSONWriter()
    encode(to: &writer)
    return writer.text + "\n"
  }

  private func encode(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.member("messages", total.messages)
    writer.member("violating", total.violating)
    writer.member("unjudged", unjudged)
    writer.member("unusable", unusable)
    writer.member("problem", firstProblem)
    writer.member("bytes", bytes)
    writer.member("stations", stations.count)
    writer.member("from", firstAt.map { DateTime(millisecondsSinceEpoch: $0).description })
    writer.member("to", lastAt.map { DateTime(millisecondsSinceEpoch: $0).description })
    list(
      "types", types.filter { $0.value.messages > 0 }.sorted { ($1.value.violating) < ($0.value.violating) }, &writer
    ) {
      $0.type($1.key)
      $0.tally($1.value)
    }
    list(
      "actions", actions.sorted { ($0.key.name, $0.key.kind.rawValue) < ($1.key.name, $1.key.kind.rawValue) }, &writer
    ) {
      $0.action($1.key)
      $0.tally($1.value)
      if let latency = latencies[$1.key] { $0.latency(latency) }
    }
    list("rules", sortedRules, &writer) {
      $0.type($1.key.type)
      $0.action($1.key.action)
      $0.member("pointer", $1.key.pointer)
      $0.member("keyword", $1.key.keyword.rawValue)
      $0.finding($1.value)
    }
    list("breaches", sortedBreaches, &writer) {
      $0.type($1.key.type)
      $0.member("direction", $1.key.direction?.rawValue)
      $0.member("rule", $1.key.breach.rawValue)
      $0.finding($1.value)
    }
    counts("unanswered", unanswered, &writer)
    counts("errors", errors, &writer)
    writer.member("omitted", omitted)
    writer.endObject()
  }

  private func list<Element>(
    _ name: String, _ elements: [Element], _ writer: inout JSONWriter, _ write: (inout JSONWriter, Element) -> Void
  ) {
    writer.member(name) { writer in
      writer.array(elements) { writer, element in
        writer.beginObject()
        write(&writer, element)
        writer.endObject()
      }
    }
  }

  private func counts(_ name: String, _ counts: [String: Int], _ writer: inout JSONWriter) {
    writer.member(name) { writer in
      writer.beginObject()
      for (key, count) in counts.sorted(by: { $0.key < $1.key }) { writer.member(key, count) }
      writer.endObject()
    }
  }
}

extension JSONWriter {
  fileprivate mutating func type(_ type: StationType) {
    member("vendor", type.vendor)
    member("model", type.model)
    member("firmware", type.firmware)
  }

  fileprivate mutating func action(_ action: TrafficReport.Action) {
    member("version", action.version.rawValue)
    member("action", action.name)
    member("payload", action.kind.rawValue)
  }

  fileprivate mutating func tally(_ tally: TrafficReport.Tally) {
    member("messages", tally.messages)
    member("violating", tally.violating)
  }

  fileprivate mutating func latency(_ histogram: LatencyHistogram) {
    member("latencyMs") { writer in
      writer.beginObject()
      writer.member("count", histogram.count)
      for (name, share) in [("p50", 0.5), ("p90", 0.9), ("p95", 0.95), ("p99", 0.99)] {
        writer.member(name, histogram.percentile(share).map(Int.init))
      }
      writer.member("max", Int(histogram.maximum))
      writer.endObject()
    }
  }

  fileprivate mutating func finding(_ finding: TrafficReport.Finding) {
    member("count", finding.count)
    member("example") { writer in
      writer.beginObject()
      writer.member("file", finding.example.file)
      writer.member("line", finding.example.line)
      if !finding.example.station.isEmpty { writer.member("station", finding.example.station) }
      writer.member("message", finding.example.message)
      writer.member("frame", finding.example.frame)
      writer.endObject()
    }
  }
}
