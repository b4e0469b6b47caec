/// The members of an object that its schema has no property for, in the order they came.
///
/// A class, so that the many objects without any spend one word on it.
public final class AdditionalMembers: Sendable {
  /// A member.
  public struct Entry: Sendable, Hashable {
    /// Its name.
    public let name: String
    /// Its value.
    public let value: RawJSON

    /// - Parameters:
    ///   - name: the member's name.
    ///   - value: the member's value.
    public init(name: String, value: RawJSON) {
      self.name = name
      self.value = value
    }
  }

  /// The members.
  public let entries: [Entry]

  /// - Parameter entries: the members, no name twice.
  public init(_ entries: [Entry]) {
    self.entries = entries
  }

  /// The value of a member.
  public subscript(name: String) -> RawJSON? {
    entries.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
  }
}

extension AdditionalMembers: Hashable {
  /// Equal when the same members are in the same order.
  public static func == (left: AdditionalMembers, right: AdditionalMembers) -> Bool { left.entries == right.entries }

  /// Hashes the members.
  public func hash(into hasher: inout Hasher) { hasher.combine(entries) }
}
