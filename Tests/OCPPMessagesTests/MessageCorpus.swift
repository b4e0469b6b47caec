import Foundation
import OCPP16
import OCPP201
import OCPPCodec
import PythonSupport

/// The realistic messages that the benchmarks measure.
struct CorpusMessage: CustomStringConvertible, Sendable {
  let descriptor: MessageDescriptor
  let payload: String
  let description: String

  /// All of them, both versions.
  static let all: [CorpusMessage] = {
    do {
      return try load(.v16, "messages_16.jsonl") + load(.v201, "messages_201.jsonl")
    } catch {
      return []
    }
  }()

  private static func load(_ catalog: MessageCatalog, _ file: String) throws -> [CorpusMessage] {
    let url = PackageFolder.root().appending(components: "Benchmarks", "Messages", file)
    return try String(contentsOf: url, encoding: .utf8).split(separator: "\n").map { line in
      let value = try JSONValue(parsing: String(line))
      guard let name = value["action"]?.string, let action = catalog.action(named: name),
        let payload = payload(of: line)
      else {
        throw CocoaError(.fileReadCorruptFile)
      }
      return CorpusMessage(
        descriptor: value["direction"]?.string == "request" ? action.request : action.response, payload: payload,
        description: "\(catalog.version.rawValue) \(name)")
    }
  }

  /// The payload's own text: numbers must keep their digits. It is the last member of the line.
  private static func payload(of line: Substring) -> String? {
    line.firstRange(of: "\"payload\":").map { String(line[$0.upperBound...].dropLast()) }
  }
}

/// A message decoded by its descriptor and written again.
func written(_ message: any OCPPMessage) -> String {
  var writer = JSONWriter()
  message.encode(to: &writer)
  return writer.text
}

extension MessageDescriptor {
  /// Decodes a text.
  func decode(_ text: String) throws -> any OCPPMessage {
    try Array(text.utf8).withUnsafeBufferPointer { try decode($0) }
  }

  /// Reports on a text.
  func report(_ text: String) -> (message: (any OCPPMessage)?, violations: [Violation]) {
    Array(text.utf8).withUnsafeBufferPointer { report($0) }
  }
}
