/// A violation as a reader notes it: where in the bytes, and what was asked for.
public struct RawViolation: Sendable {
  /// What is violated.
  public let keyword: ConstraintKeyword
  /// Where the value begins (for ``ConstraintKeyword/wellFormed``, where reading stopped), in bytes.
  public let offset: Int
  /// The type, format or token that was expected.
  let expected: StaticString?
  /// The number that the schema gives.
  let limit: Int?
  /// The member or value it is about.
  let name: String?

  @usableFromInline
  init(
    _ keyword: ConstraintKeyword,
    at offset: Int,
    expected: StaticString? = nil,
    limit: Int? = nil,
    name: String? = nil
  ) {
    self.keyword = keyword
    self.offset = offset
    self.expected = expected
    self.limit = limit
    self.name = name
  }
}
