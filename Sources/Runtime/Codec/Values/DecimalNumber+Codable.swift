/// As a string with the number's digits, which no binary number has passed.
extension DecimalNumber: Codable {
  /// Decodes a string with a number's digits, or a number.
  ///
  /// - Throws: `DecodingError` for anything else.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try? container.decode(String.self)
    guard let value = try text.map({ DecimalNumber(text: $0) }) ?? DecimalNumber(container.decode(Double.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "a finite number was expected")
    }
    self = value
  }

  /// Encodes the digits.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
