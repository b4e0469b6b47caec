/// The settings of a station: the configuration keys of OCPP 1.6 §9. Those of 2.0.1 map to the same.
struct StationConfiguration: Sendable {
  /// What a key's value may be.
  enum Kind: Sendable, Equatable {
    case integer(ClosedRange<Int>)
    case boolean
    case text(maximum: Int)
  }

  struct Setting: Sendable, Equatable {
    let key: String
    var value: String
    let kind: Kind
    let isReadOnly: Bool
    let needsReboot: Bool
  }

  /// How a change came out.
  enum Change: Sendable, Equatable {
    case accepted
    case rejected
    case rebootRequired
    case notSupported
  }

  private(set) var settings: [Setting]
  private var indices: [String: Int] = [:]
  /// Changes that take effect when the station boots.
  private var waiting: [String: String] = [:]

  init(_ group: StationGroup) {
    settings = Self.factory(connectors: group.connectors)
    for (index, setting) in settings.enumerated() { indices[setting.key] = index }
    // What somebody wrote into a script is taken as it is, vendors' own keys too.
    for (key, value) in group.settings.sorted(by: { $0.key < $1.key }) {
      if let index = indices[key] {
        settings[index].value = value
      } else {
        indices[key] = settings.count
        settings.append(
          Setting(key: key, value: value, kind: .text(maximum: 500), isReadOnly: false, needsReboot: false))
      }
    }
  }

  func setting(_ key: String) -> Setting? { indices[key].map { settings[$0] } }

  func integer(_ key: String) -> Int { setting(key).flatMap { Int($0.value) } ?? 0 }

  func isOn(_ key: String) -> Bool { setting(key)?.value.lowercased() == "true" }

  /// The names in a list that is separated by commas.
  func names(_ key: String) -> [String] {
    (setting(key)?.value ?? "").split(separator: ",").map { String($0.filter { $0 != " " }) }
  }

  /// In seconds.
  var heartbeatInterval: Int? { setting("HeartbeatInterval").flatMap { Int($0.value) } }
  var transactionMessageAttempts: Int { max(integer("TransactionMessageAttempts"), 1) }
  /// In seconds.
  var transactionMessageRetryInterval: Int { integer("TransactionMessageRetryInterval") }

  mutating func setHeartbeatInterval(_ seconds: Int) {
    if let index = indices["HeartbeatInterval"] { settings[index].value = String(seconds) }
  }

  /// Changes a setting (OCPP 1.6 §5.3).
  mutating func change(_ key: String, to value: String) -> Change {
    guard let index = indices[key] else { return .notSupported }
    let setting = settings[index]
    guard !setting.isReadOnly, Self.accepts(setting.kind, value) else { return .rejected }
    guard !setting.needsReboot else {
      waiting[key] = value
      return .rebootRequired
    }
    settings[index].value = value
    return .accepted
  }

  mutating func applyReboot() {
    for (key, value) in waiting { if let index = indices[key] { settings[index].value = value } }
    waiting = [:]
  }

  private static func accepts(_ kind: Kind, _ value: String) -> Bool {
    switch kind {
    case .integer(let range): Int(value).map(range.contains) ?? false
    case .boolean: ["true", "false"].contains(value.lowercased())
    case .text(let maximum): value.unicodeScalars.count <= maximum
    }
  }
}
