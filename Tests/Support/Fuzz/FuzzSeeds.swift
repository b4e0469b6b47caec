package import Foundation
import GatewayConformance
import GatewayCore
import OCPPCodec

/// What fuzzing begins with: messages as stations send them, and configurations.
package enum FuzzSeeds {
  /// - Parameter root: the package's folder.
  /// - Returns: inputs of ``FuzzCheck``.
  package static func all(in root: URL) throws -> [[UInt8]] {
    var seeds: [[UInt8]] = []
    for line in try lines(root, "Tests/Fixtures/Quirks/messages.jsonl") {
      let record = try JSONTreeParser.parse(line)
      guard let frame = record["frame"]?.string, let version = record["version"]?.string else { continue }
      let checks: [FuzzCheck] = version == "1.6" ? [.frame16, .repair16, .json] : [.frame201, .repair201, .json]
      seeds += checks.map { [$0.rawValue] + Array(frame.utf8) }
      let trace = JSONTree.object([
        .init("schemaVersion", .string("1.1")), .init("timestamp", .string("2026-03-14T09:26:53Z")),
        .init("ocppVersion", .string(version)), .init("transport", .string("json")),
        .init("direction", .string("cp-to-csms")), .init("messageType", .string("CALL")), .init("raw", .string(frame)),
      ])
      if seeds.count % 5 == 0 { seeds.append([FuzzCheck.trace.rawValue] + trace.bytes) }
    }
    for (file, check) in [("16", FuzzCheck.frame16), ("201", .frame201)] {
      for line in try lines(root, "Benchmarks/Messages/messages_\(file).jsonl") {
        let message = try JSONTreeParser.parse(line)
        guard message["direction"]?.string == "request" else { continue }
        let (action, payload) = (message["action"] ?? .null, message["payload"] ?? .null)
        seeds.append([check.rawValue] + JSONTree.array([.number("2"), .string("1"), action, payload]).bytes)
      }
    }
    // Each action with nothing, and with nothing that it should have.
    for (version, check) in [(OCPPVersion.v16, FuzzCheck.repair16), (.v201, .repair201)] {
      for action in MessageCatalog.of(version).actions {
        seeds += ["{}", "null", "[7]", #"{"connectorId":"x","timestamp":7,"idToken":[]}"#].map {
          [check.rawValue] + Array("[2,\"1\",\"\(action.name)\",\($0)]".utf8)
        }
      }
    }
    seeds.append([FuzzCheck.configuration.rawValue] + Array(try Data(contentsOf: root.appending(path: "gateway.yaml"))))
    let pack = root.appending(path: "Sources/Runtime/Conformance/Packs/common.yaml")
    seeds.append([FuzzCheck.pack.rawValue] + Array(try Data(contentsOf: pack)))
    return seeds
  }

  private static func lines(_ root: URL, _ path: String) throws -> [String] {
    try String(contentsOf: root.appending(path: path), encoding: .utf8).split(separator: "\n").map(String.init)
  }
}
