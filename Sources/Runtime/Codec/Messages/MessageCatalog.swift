/// All actions of a version.
public struct MessageCatalog: Sendable {
  /// The version.
  public let version: OCPPVersion
  /// Its actions, sorted by name.
  public let actions: [ActionDescriptor]

  private let find: @Sendable (JSONToken) -> Int?

  /// For generated code.
  ///
  /// - Parameters:
  ///   - version: the version.
  ///   - actions: its actions, sorted by name.
  ///   - find: finds an action's index by the bytes of its name.
  public init(version: OCPPVersion, actions: [ActionDescriptor], find: @escaping @Sendable (JSONToken) -> Int?) {
    self.version = version
    self.actions = actions
    self.find = find
  }

  /// Finds an action by the bytes of its name.
  @inline(__always)
  public func action(_ token: JSONToken) -> ActionDescriptor? { find(token).map { actions[$0] } }

  /// Finds an action by its name.
  public func action(named name: String) -> ActionDescriptor? {
    var name = name
    return name.withUTF8 { bytes in
      bytes.baseAddress.flatMap { action(JSONToken(start: $0, count: bytes.count)) }
    }
  }
}
