package import GatewayConfig

extension LocalAuthConfiguration {
  /// Decodes the section `handlers.local-auth`.
  package init(reading reader: ConfigurationReader) {
    self.init()
    synchronisesAfterBoot = reader.boolean(
      "sync_after_boot", default: synchronisesAfterBoot,
      help: "Whether a station's local list is compared and brought up to date when it has booted.")
    synchronisesOnChange = reader.boolean(
      "sync_on_change", default: synchronisesOnChange,
      help: "Whether stations are brought up to date when id tokens change, and when they come back after a change.")
    entries = reader.enumeration(
      "entries", default: entries,
      help: "Which id tokens stand in a list: `accepted` those that may charge, `all` also those that may not, as such."
    )
    maximumPerMessage = reader.integer(
      "max_entries_per_message", default: maximumPerMessage, in: 1...10_000,
      help: "The most entries in one SendLocalList, whatever a station says of itself (`SendLocalListMaxLength`). "
        + "Longer updates are split.")
    changeDelay = reader.duration(
      "change_delay", default: changeDelay, in: .seconds(1)...(.seconds(3600)),
      help: "How long id tokens must be as they are before stations are told, so that many changes make one update.")
    retryInterval = reader.duration(
      "retry_interval", default: retryInterval, in: .seconds(1)...(.seconds(86_400)),
      help: "When a station is tried again that couldn't be brought up to date.")
    parallelism = reader.integer(
      "parallelism", default: parallelism, in: 1...1000, help: "How many stations are brought up to date at a time.")
    lists = reader.sections(
      "lists",
      help: "Different lists for different stations: the first that matches a station is its own, and one that none "
        + "matches gets none. Without any, every station gets every id token."
    ).map { LocalListRule(reading: $0) }
    var names: Set<String> = []
    for list in lists where !names.insert(list.name).inserted {
      reader.report("'\(reader.path.appending("lists"))' has the name '\(list.name)' twice", at: "lists")
    }
  }
}

extension LocalListRule {
  init(reading reader: ConfigurationReader) {
    reader.require("name")
    let name = reader.string("name", default: "", length: 1...100, help: "What the list is called in answers and logs.")
    let match = reader.section("match", help: "Which stations. All patterns given must match; without any, all do.")
    func pattern(_ key: String, of subject: String) -> GlobPattern? {
      match.optionalString(
        key, length: 1...255, help: "A pattern for \(subject): `*` is any text, `?` any one character."
      ).map { GlobPattern($0) }
    }
    self.init(
      name: name,
      match: Match(
        id: pattern("id", of: "the station id"),
        vendor: pattern("vendor", of: "the vendor's name that the station gives when it boots"),
        model: pattern("model", of: "the model that the station gives when it boots")),
      idTags: reader.strings(
        "id_tags", help: "Patterns of id tags that stand in the list. Without these and `parents`, all do."
      ).map { GlobPattern($0.value) },
      parents: reader.strings("parents", help: "Parent id tags whose children stand in the list.").map(\.value))
  }
}
