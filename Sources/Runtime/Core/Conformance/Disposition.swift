/// What became of a message, or a violation, that doesn't conform.
package enum Disposition: String, Sendable, Hashable, CaseIterable, Codable {
  /// It was refused.
  case refused
  /// It was mended.
  case repaired
  /// A waiver lets it through.
  case waived
  /// The mode lets it through.
  case lenient
}
