/// The members of an object that its schema has no property for, in the order they came.
///
/// A class, so that the many objects without any spend one word on it.
///
/// Sendable unchecked: only `append` changes it, which only the reader calls that makes it, before anybody else has it.
public final class AdditionalMembers: @unchecked Sendable {
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
  public private(set) var entries: [Entry]

  /// The bytes of the names, once there are too many to look at each.
  private var names: Set<[UInt8]> = []

  /// - Parameter entries: the members, no name twice.
  public init(_ entries: [Entry]) {
    self.entries = entries
  }

  /// Adds a member, while the object is being read.
  ///
  /// - Returns: false when the name is there already; names are the same when their bytes are.
  func append(_ entry: Entry) -> Bool {
    if entries.count < 16 {
      guard self[entry.name] == nil else { return false }
    } else {
      if names.isEmpty { names = Set(entries.map { Array($0.name.utf8) }) }
      guard names.insert(Array(entry.name.utf8)).inserted else { return false }
    }
    entries.append(entry)
    return true
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
