/// Reads the configuration that the host gives.
enum ConfigurationText {
  /// What is wrong with a configuration.
  struct Problem: Error, CustomStringConvertible {
    let description: String
  }

  static func value(_ bytes: UnsafeBufferPointer<UInt8>) throws -> JSONValue {
    guard !bytes.isEmpty else { return .object([]) }
    do {
      return try JSONValue(parsing: UnsafeRawBufferPointer(bytes))
    } catch {
      throw Problem(description: "the configuration is no JSON: \(error)")
    }
  }

  static func decode<Configuration: Decodable>(_ type: Configuration.Type, from value: JSONValue) throws
    -> Configuration
  {
    do {
      return try value.decode(type)
    } catch let error as DecodingError {
      throw Problem(description: error.sentence)
    }
  }
}

extension DecodingError {
  /// Where and what, such as `rates[0].from: a string was expected`.
  var sentence: String {
    switch self {
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
      Self.place(context.codingPath) + context.debugDescription
    case .keyNotFound(let key, let context):
      Self.place(context.codingPath) + "'\(key.stringValue)' is missing"
    @unknown default: "\(self)"
    }
  }

  private static func place(_ path: [any CodingKey]) -> String {
    var text = ""
    for key in path {
      if let index = key.intValue {
        text += "[\(index)]"
      } else {
        text += (text.isEmpty ? "" : ".") + key.stringValue
      }
    }
    return text.isEmpty ? "" : text + ": "
  }
}
