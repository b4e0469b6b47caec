import Foundation
import GatewayCore

/// Records as they are stored: JSON.
enum RedisDocument {
  static func bytes(_ record: some Encodable) throws -> [UInt8] {
    // Sorted, so that the same record has the same bytes.
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(record))
  }

  /// - Parameter place: where it was found, for messages.
  static func read<Record: Decodable>(
    _ bytes: [UInt8],
    as type: Record.Type = Record.self,
    in place: @autoclosure () -> String
  ) throws -> Record {
    do {
      return try JSONDecoder().decode(Record.self, from: Data(bytes))
    } catch {
      throw StoreError(
        .corrupt,
        "\(place()) holds what the gateway didn't write (\(String(decoding: bytes.prefix(80), as: UTF8.self))); restore "
          + "it from a backup, or remove it", underlying: error)
    }
  }
}

extension RedisUnit {
  /// A record in a field of a hash.
  func document<Record: Decodable>(
    _ name: String,
    _ field: String,
    as type: Record.Type = Record.self
  ) async throws -> Record? {
    try await get(name, Array(field.utf8)).map { bytes in
      try RedisDocument.read(bytes, in: "\(slot.key(name)), field '\(field)',")
    }
  }

  /// All records of a hash that ``serialise(_:)`` guards.
  func documents<Record: Decodable>(_ name: String, as type: Record.Type = Record.self) async throws -> [Record] {
    try await getAll(name).map { try RedisDocument.read($0.value, in: slot.key(name)) }
  }

  func set(_ name: String, _ field: String, _ record: some Encodable) throws {
    set(name, Array(field.utf8), try RedisDocument.bytes(record))
  }
}
