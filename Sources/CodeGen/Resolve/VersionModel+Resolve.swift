extension VersionModel {
  /// - Parameters:
  ///   - folder: the version's schemas.
  ///   - version: the version's name in `OCPPVersion`.
  ///   - diagnostics: takes what is wrong.
  init(_ folder: SchemaFolder, version: String, diagnostics: inout Diagnostics) {
    let names = TypeNames(folder.names, diagnostics: &diagnostics)
    var resolver = Resolver(names: names, diagnostics: diagnostics)
    for message in folder.messages { resolver.resolve(message) }
    diagnostics = resolver.diagnostics

    var actions: [ActionModel] = []
    for entry in folder.actions.elements {
      guard let name = entry["action"]?.string, let profile = entry["profile"]?.string,
        let sender = entry["sender"]?.string, ["station", "csms", "both"].contains(sender)
      else {
        diagnostics.add("needs 'action', 'profile' and 'sender' (station, csms or both)", at: entry)
        continue
      }
      actions.append(ActionModel(name: name, profile: profile, sender: sender))
    }
    let described = Set(actions.flatMap { [$0.name + "Request", $0.name + "Response"] })
    let present = Set(folder.messages.map(\.name))
    for name in described.subtracting(present).sorted() {
      diagnostics.add("there is no schema \(name).json", at: folder.actions)
    }
    for name in present.subtracting(described).sorted() {
      diagnostics.add("\(name).json belongs to no action", at: folder.actions)
    }
    self.init(
      version: version, actions: actions.sorted { $0.name < $1.name }, structures: resolver.structures,
      enumerations: resolver.enumerations)
  }
}
