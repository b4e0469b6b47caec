/// The identity of a charging station: the last segment of the URL it connects to, percent-decoded.
///
/// It becomes part of log lines, file rows and Redis keys, so what could harm there is refused (OCPP-J 1.6 §3.1.1).
package struct StationID: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The identity as text.
  package let text: String

  /// - Parameters:
  ///   - text: the identity.
  ///   - maximumLength: the most characters (code points) it may have.
  /// - Returns: nil when it is empty, too long or has a character that it must not have: `/`, `:`, `*`, `?`, `[`, `]`,
  ///   `{`, `}`, a quote, a backslash, white space, a control or format character.
  package init?(_ text: String, maximumLength: Int = 255) {
    let scalars = text.unicodeScalars
    guard !scalars.isEmpty, scalars.count <= maximumLength, text != ".", text != "..",
      scalars.allSatisfy(Self.isAllowed)
    else { return nil }
    self.text = text
  }

  package var description: String { text }

  package static func < (left: Self, right: Self) -> Bool {
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }

  // Identities are compared by bytes: Swift's own comparison takes differently encoded letters for the same.
  package static func == (left: Self, right: Self) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

  package func hash(into hasher: inout Hasher) {
    var copy = text
    copy.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }

  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII {
      return scalar.value > 0x20 && scalar.value < 0x7F && !"/:*?[]{}\"'\\<>`".unicodeScalars.contains(scalar)
    }
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator, .spaceSeparator:
      return false
    default: return true
    }
  }
}
