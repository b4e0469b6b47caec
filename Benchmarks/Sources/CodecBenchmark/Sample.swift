import Foundation
import OCPP16
import OCPP201

/// A message of the corpus.
struct Sample: Sendable {
  let name: String
  /// The payload, and room behind it that simdjson may read.
  let padded: [UInt8]
  let count: Int
  let descriptor: MessageDescriptor
  let message: any OCPPMessage

  static let padding = 64

  /// Reads a file of the corpus: `{"action","direction","payload"}` a line.
  static func load(_ path: String, _ catalog: MessageCatalog) throws -> [Sample] {
    try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map { line in
      let record = try JSONValue(parsing: String(line))
      guard let name = record["action"]?.string, let action = catalog.action(named: name),
        let payload = line.range(of: "\"payload\":")
      else { throw CorpusError(line: String(line.prefix(80))) }
      let bytes = Array(line[payload.upperBound...].dropLast().utf8)
      let descriptor = record["direction"]?.string == "request" ? action.request : action.response
      return Sample(
        name: name, padded: bytes + [UInt8](repeating: 0, count: padding), count: bytes.count, descriptor: descriptor,
        message: try bytes.withUnsafeBufferPointer(descriptor.decode))
    }
  }

  func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result {
    try padded.withUnsafeBufferPointer { try body(UnsafeBufferPointer(start: $0.baseAddress, count: count)) }
  }
}

/// A line of the corpus that can't be used.
struct CorpusError: Error {
  let line: String
}
