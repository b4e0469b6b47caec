extension DecimalNumber: Codable {
  /// Decodes a number.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let number = DecimalNumber(try container.decode(Double.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "a finite number was expected")
    }
    self = number
  }

  /// Encodes the nearest binary number.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(double)
  }
}
