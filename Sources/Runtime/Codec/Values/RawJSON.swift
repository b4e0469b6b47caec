/// A JSON value of any type, kept as the text it came as.
///
/// For what the schema leaves open: the `data` of a 2.0.1 DataTransfer, extra members.
public struct RawJSON: Sendable, Hashable {
  /// The value's text: one well-formed JSON value.
  public let text: String

  /// - Parameter wellFormed: text that a reader has passed over.
  init(wellFormed text: String) {
    self.text = text
  }

  /// A JSON value from its text.
  ///
  /// - Parameter text: one JSON value, white space around it allowed; nil results when it is not well formed.
  public init?(text: String) {
    var text = text
    let value = text.withUTF8 { bytes -> RawJSON? in
      var reader = JSONReader(bytes, mode: .strict)
      guard let value = try? reader.rawValue(), (try? reader.finish()) != nil else { return nil }
      return value
    }
    guard let value else { return nil }
    self = value
  }

  /// `null`
  public static var null: RawJSON { RawJSON(wellFormed: "null") }

  /// `{}`
  public static var emptyObject: RawJSON { RawJSON(wellFormed: "{}") }
}
