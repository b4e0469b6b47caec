import CJanssonParser
import CSimdjson
import Foundation
import OCPP16
import OCPP201

/// The speed of reading and writing messages, in one run with jansson's bare parse and simdjson's, which validate nothing.
///
/// One figure a version: the bytes of the corpus by the time for each of its messages once.
@main
struct CodecBenchmark {
  /// Rounds are interleaved, so that a slow moment of the machine hits all the same; the median counts.
  static let rounds = 7

  static func main() throws {
    let only = CommandLine.arguments.dropFirst().first
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Messages")
      .standardized.path
    print("MB/s                     ours  jansson  simdjson   ours/jansson")
    for (version, file, catalog) in [
      ("1.6", "messages_16", MessageCatalog.v16), ("2.0.1", "messages_201", MessageCatalog.v201),
    ] {
      let samples = try Sample.load("\(folder)/\(file).jsonl", catalog).filter { only == nil || $0.name == only }
      let results = measure(samples, [read, write, jansson, simdjson])
      let bytes = Double(samples.reduce(0) { $0 + $1.count })
      let total = results.map { bytes / $0.reduce(0, +) / 1e6 }
      print(row("\(version) read", total[0], total[2], total[3]))
      print(row("\(version) write", total[1], total[2], total[3]))
      guard only != nil || CommandLine.arguments.contains("--each") else { continue }
      for (index, sample) in samples.enumerated() {
        let each = results.map { Double(sample.count) / $0[index] / 1e6 }
        print(row("  \(sample.name) \(sample.count)", each[0], each[2], each[3]))
      }
    }
  }

  /// - Returns: for each way, seconds for each sample: the median of the rounds.
  static func measure(_ samples: [Sample], _ ways: [@Sendable (Sample) -> Void]) -> [[Double]] {
    var times = ways.map { _ in samples.map { _ in [Double]() } }
    for _ in 0..<rounds {
      for (way, body) in ways.enumerated() {
        for (index, sample) in samples.enumerated() {
          let repetitions = max(20, 400_000 / max(sample.count, 50))
          let begin = DispatchTime.now().uptimeNanoseconds
          for _ in 0..<repetitions { body(sample) }
          let nanoseconds = Double(DispatchTime.now().uptimeNanoseconds - begin)
          times[way][index].append(nanoseconds / 1e9 / Double(repetitions))
        }
      }
    }
    return times.map { $0.map { $0.sorted()[rounds / 2] } }
  }

  @Sendable static func read(_ sample: Sample) {
    guard (try? sample.withBytes(sample.descriptor.decode)) != nil else { fatalError("\(sample.name) is not valid") }
  }

  @Sendable static func write(_ sample: Sample) {
    var writer = JSONWriter(capacity: 32 << 10)
    sample.message.encode(to: &writer)
  }

  @Sendable static func jansson(_ sample: Sample) {
    var error = json_error_t()
    sample.withBytes { bytes in
      benchmark_release(json_loadb(UnsafeRawPointer(bytes.baseAddress), bytes.count, 0, &error))
    }
  }

  @Sendable static func simdjson(_ sample: Sample) {
    _ = sample.withBytes { benchmark_simdjson_parse($0.baseAddress, $0.count) }
  }

  static func row(_ name: String, _ ours: Double, _ jansson: Double, _ simdjson: Double) -> String {
    let columns = [ours, jansson, simdjson].map { String(format: "%9.0f", $0) }.joined()
    return name.padding(toLength: 20, withPad: " ", startingAt: 0) + columns
      + String(format: "%15.1f", ours / jansson)
  }
}
