/// As its text.
extension StationID: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let station = StationID(try container.decode(String.self), maximumLength: .max) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a station's identity")
    }
    self = station
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}
