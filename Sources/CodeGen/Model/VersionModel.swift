/// All that is generated for a version.
struct VersionModel {
  /// The version's name in `OCPPVersion`, such as `v16`.
  var version: String
  /// Sorted by name.
  var actions: [ActionModel]
  /// Types by name.
  var structures: [String: StructureModel]
  /// Enumerations by name.
  var enumerations: [String: EnumerationModel]
}

/// An action of `actions.json`.
struct ActionModel {
  var name: String
  var profile: String
  /// `station`, `csms` or `both`
  var sender: String
}
