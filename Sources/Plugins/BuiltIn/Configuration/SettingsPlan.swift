import GatewayCore

/// What a station shall have, and how far that is from what it has.
struct SettingsPlan: Sendable {
  /// Where a wish comes from.
  enum Source: String, Sendable {
    /// Stored for the station.
    case station
    /// The configuration file.
    case configuration
  }

  /// A key, as it shall be and as it is.
  struct Item: Sendable {
    var key: String
    var desired: String?
    var source: Source?
    var actual: StationSetting?

    /// Whether the station has something else than it shall.
    var differs: Bool {
      guard let desired else { return false }
      guard let value = actual?.value else { return true }
      return !StandardSetting.isSame(desired, value, key: key)
    }

    /// Whether the station can be told.
    var canBeChanged: Bool { actual?.isReadOnly != true }
  }

  /// In the order of the keys.
  let items: [Item]

  /// - Throws: ``StoreError``
  init(of station: StationID, options: ConfigurationOptions, _ store: any Store) async throws {
    var items: [String: Item] = [:]
    for (key, value) in options.settings {
      items[StationSetting.identity(key)] = Item(key: key, desired: value, source: .configuration)
    }
    for setting in try await store.desiredSettings(of: station) {
      items[StationSetting.identity(setting.key)] = Item(key: setting.key, desired: setting.value, source: .station)
    }
    for setting in try await store.settings(of: station) {
      items[StationSetting.identity(setting.key), default: Item(key: setting.key)].actual = setting
    }
    self.items = items.sorted { $0.key < $1.key }.map(\.value)
  }

  /// Whether anything is wished at all.
  var isEmpty: Bool { !items.contains { $0.desired != nil } }

  /// What the station is to be told.
  var changes: [(key: String, value: String)] {
    items.compactMap { item in
      guard item.differs, item.canBeChanged, let desired = item.desired else { return nil }
      return (item.key, desired)
    }
  }
}
