import CJansson

/// Why a text is no JSON document.
public struct JSONSyntaxError: Error, Sendable, CustomStringConvertible {
  /// From 1.
  public let line: Int
  /// From 1.
  public let column: Int
  /// What is wrong.
  public let message: String

  /// Place and problem.
  public var description: String { "line \(line), column \(column): \(message)" }
}

extension JSONValue {
  /// Reads a document.
  ///
  /// - Parameter bytes: the whole text.
  /// - Throws: ``JSONSyntaxError`` when it is not well formed, has a member twice or numbers beyond 64 bits.
  public init(parsing bytes: UnsafeRawBufferPointer) throws(JSONSyntaxError) {
    var error = json_error_t()
    let flags = Int(JSON_REJECT_DUPLICATES) | Int(JSON_DECODE_ANY)
    let begin = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
    guard let root = json_loadb(begin, bytes.count, flags, &error) else {
      let message = withUnsafeBytes(of: error.text) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      throw JSONSyntaxError(line: max(Int(error.line), 1), column: max(Int(error.column), 1), message: message)
    }
    defer { gateway_json_release(root) }
    self.init(root)
  }

  /// Reads a document.
  ///
  /// - Parameter text: the whole text.
  /// - Throws: ``JSONSyntaxError``.
  public init(parsing text: String) throws(JSONSyntaxError) {
    var text = text
    self = try text.withUTF8 { bytes in
      Result { () throws(JSONSyntaxError) in try JSONValue(parsing: UnsafeRawBufferPointer(bytes)) }
    }.get()
  }

  private init(_ json: UnsafeMutablePointer<json_t>) {
    switch json_type(UInt32(gateway_json_type(json))) {
    case JSON_OBJECT:
      var members: [Member] = []
      var iterator = json_object_iter(json)
      while let current = iterator {
        if let value = json_object_iter_value(current) {
          members.append(Member(String(cString: json_object_iter_key(current)), JSONValue(value)))
        }
        iterator = json_object_iter_next(json, current)
      }
      self = .object(members)
    case JSON_ARRAY:
      self = .array((0..<json_array_size(json)).compactMap { json_array_get(json, $0).map { JSONValue($0) } })
    case JSON_STRING:
      let bytes = UnsafeRawBufferPointer(start: json_string_value(json), count: json_string_length(json))
      self = .string(String(decoding: bytes, as: UTF8.self))
    case JSON_INTEGER: self = .integer(Int(json_integer_value(json)))
    case JSON_REAL: self = .real(json_real_value(json))
    case JSON_TRUE: self = .boolean(true)
    case JSON_FALSE: self = .boolean(false)
    default: self = .null
    }
  }
}

extension RawJSON {
  /// The value, taken apart.
  ///
  /// - Throws: ``JSONSyntaxError`` when a number is beyond 64 bits.
  public func value() throws(JSONSyntaxError) -> JSONValue { try JSONValue(parsing: text) }
}
