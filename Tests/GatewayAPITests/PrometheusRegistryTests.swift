import CoreMetrics
import GatewayCore
import OCPPCodec
import Testing

@testable import GatewayAPI

@Suite struct PrometheusRegistryTests {
  private let registry = PrometheusRegistry()

  private var lines: [String] {
    String(decoding: registry.render(), as: UTF8.self).split(separator: "\n").map(String.init)
      .filter { !$0.contains("process_") }
  }

  @Test func counters() {
    let counter = Counter(label: "ocpp_commands_total", dimensions: [("action", "Reset")], factory: registry)
    #expect(lines.isEmpty)
    counter.increment()
    counter.increment(by: 41)
    // The same name and labels is the same counter.
    Counter(label: "ocpp_commands_total", dimensions: [("action", "Reset")], factory: registry).increment()
    #expect(
      lines == [
        "# HELP ocpp_commands_total Commands to stations by what became of them.", "# TYPE ocpp_commands_total counter",
        "ocpp_commands_total{action=\"Reset\"} 43",
      ])
  }

  @Test func metersGoUpAndDown() {
    let meter = Meter(label: "m", factory: registry)
    #expect(lines.isEmpty)
    meter.set(0)
    #expect(lines == ["# TYPE m gauge", "m 0"])
    meter.increment()
    meter.increment(by: 2.5)
    meter.decrement()
    #expect(lines.last == "m 2.5")
  }

  @Test func recordersWithoutAggregationAreGauges() {
    Gauge(label: "g", factory: registry).record(7)
    #expect(lines == ["# TYPE g gauge", "g 7"])
  }

  @Test func histograms() {
    let recorder = Recorder(label: "h", dimensions: [("a", "b")], factory: registry)
    #expect(lines.isEmpty)
    for value in [0.00005, 0.00006, 0.3, 31, .nan, .infinity] { recorder.record(value) }
    #expect(lines.contains("h_bucket{a=\"b\",le=\"5e-05\"} 1"))
    #expect(lines.contains("h_bucket{a=\"b\",le=\"0.0001\"} 2"))
    #expect(lines.contains("h_bucket{a=\"b\",le=\"0.25\"} 2"))
    #expect(lines.contains("h_bucket{a=\"b\",le=\"0.5\"} 3"))
    #expect(lines.contains("h_bucket{a=\"b\",le=\"30\"} 3"))
    #expect(lines.contains("h_bucket{a=\"b\",le=\"+Inf\"} 4"))
    #expect(lines.contains("h_sum{a=\"b\"} 31.30011"))
    #expect(lines.contains("h_count{a=\"b\"} 4"))
    #expect(lines.count == 1 + 19 + 2)
  }

  @Test func timersCountSeconds() {
    Timer(label: "t", factory: registry).recordMilliseconds(20)
    #expect(lines.contains("t_bucket{le=\"0.025\"} 1"))
    #expect(lines.contains("t_bucket{le=\"0.01\"} 0"))
    #expect(lines.contains("t_sum 0.02"))
  }

  @Test func fractionsCount() {
    let counter = FloatingPointCounter(label: "f", factory: registry)
    counter.increment(by: 0.5)
    counter.increment(by: -3)
    counter.increment(by: 0.25)
    #expect(lines.last == "f 0.75")
  }

  @Test(arguments: [
    ("a.b-c", "a_b_c"), ("1x", "_1x"), ("ns:rate", "ns:rate"), ("", "_"), ("é", "__"),
    ("a\nb{c=\"d\"} 1", "a_b_c__d___1"),
  ])
  func namesAreMadeSafe(name: String, expected: String) {
    Counter(label: name, factory: registry).increment()
    #expect(lines == ["# TYPE \(expected) counter", "\(expected) 1"])
  }

  @Test(arguments: [
    ("plain", "plain"), ("say \"x\"", "say \\\"x\\\""), ("a\\b", "a\\\\b"), ("two\nlines", "two\\nlines"),
    ("ü{}", "ü{}"),
  ])
  func labelValuesAreEscaped(value: String, expected: String) {
    Counter(label: "c", dimensions: [("le-x", value), ("__own", "1")], factory: registry).increment()
    #expect(lines.last == "c{le_x=\"\(expected)\",label__own=\"1\"} 1")
  }

  @Test func aNameHasOneType() {
    Counter(label: "x", factory: registry).increment()
    Meter(label: "x", factory: registry).set(5)
    FloatingPointCounter(label: "x", factory: registry).increment(by: 0.5)
    #expect(
      lines == ["# TYPE x counter", "x 1", "# TYPE x_gauge gauge", "x_gauge 5", "# TYPE x_sum counter", "x_sum 0.5"])
  }

  @Test func destroyedMetricsGoWithTheirLastOwner() {
    let first = Counter(label: "c", factory: registry)
    let second = Counter(label: "c", factory: registry)
    first.increment()
    first.destroy()
    #expect(lines == ["# TYPE c counter", "c 1"])
    second.destroy()
    #expect(lines.isEmpty)
  }

  @Test func nothingIsLostWhenManyCount() async {
    let counter = Counter(label: "c", factory: registry)
    let meter = Meter(label: "m", factory: registry)
    let recorder = Recorder(label: "r", factory: registry)
    meter.set(0)
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask {
          for _ in 0..<1000 {
            counter.increment()
            meter.increment()
            recorder.record(1)
          }
        }
      }
    }
    #expect(lines.contains("c 8000"))
    #expect(lines.contains("m 8000"))
    #expect(lines.contains("r_count 8000"))
    #expect(lines.contains("r_sum 8000"))
  }

  @Test func theGatewaysMetrics() {
    let metrics = GatewayMetrics(factory: registry)
    metrics.count(.v16, nil, .malformed)
    #expect(
      lines == [
        "# HELP ocpp_connections Stations connected now.", "# TYPE ocpp_connections gauge", "ocpp_connections 0",
        "# HELP ocpp_messages_total OCPP-J messages by what became of them.", "# TYPE ocpp_messages_total counter",
        "ocpp_messages_total{version=\"1.6\",action=\"other\",direction=\"inbound\",outcome=\"malformed\"} 1",
        "# HELP ocpp_queue_depth Messages of stations that wait for a processor, and commands that wait for stations.",
        "# TYPE ocpp_queue_depth gauge", "ocpp_queue_depth 0",
      ])
  }

  @Test(arguments: [
    ("process_resident_memory_bytes", 1e6, 1e12), ("process_cpu_seconds_total", 0, 1e7), ("process_open_fds", 3, 1e6),
    ("process_start_time_seconds", 1.5e9, 1e11),
  ])
  func processMetrics(name: String, least: Double, most: Double) throws {
    let text = String(decoding: registry.render(), as: UTF8.self)
    let line = try #require(text.split(separator: "\n").first { $0.hasPrefix(name + " ") })
    let value = try #require(Double(line.split(separator: " ")[1]))
    #expect(value >= least && value <= most)
    #expect(text.contains("# HELP \(name) "))
  }
}
