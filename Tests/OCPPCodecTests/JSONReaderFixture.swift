@testable import OCPPCodec

/// What came of reading a text.
struct Reading<Value> {
  /// What was read; nil when the reader stopped.
  var value: Value?
  /// The keywords violated, in order.
  var keywords: [ConstraintKeyword]
}

/// Reads a whole text.
func reading<Value>(
  _ bytes: [UInt8],
  mode: JSONReader.Mode = .strict,
  _ body: (inout JSONReader) throws(DecodingStop) -> Value
) -> Reading<Value> {
  bytes.withUnsafeBufferPointer { buffer in
    var reader = JSONReader(buffer, mode: mode)
    var value: Value?
    do {
      value = try body(&reader)
      try reader.finish()
    } catch {
      value = nil
    }
    return Reading(value: value, keywords: reader.violations.map(\.keyword))
  }
}

/// Reads a whole text.
func reading<Value>(
  _ text: String,
  mode: JSONReader.Mode = .strict,
  _ body: (inout JSONReader) throws(DecodingStop) -> Value
) -> Reading<Value> {
  reading(Array(text.utf8), mode: mode, body)
}
