package import GatewayConfig
import GatewayCore

/// A list, and the stations that get it.
package struct LocalListRule: Sendable, Equatable {
  /// Which stations; nil within: any.
  package struct Match: Sendable, Equatable {
    package var id: GlobPattern?
    package var vendor: GlobPattern?
    package var model: GlobPattern?

    package init(id: GlobPattern? = nil, vendor: GlobPattern? = nil, model: GlobPattern? = nil) {
      self.id = id
      self.vendor = vendor
      self.model = model
    }

    func includes(id: StationID, vendor: String?, model: String?) -> Bool {
      Self.passes(self.id, id.text) && Self.passes(self.vendor, vendor) && Self.passes(self.model, model)
    }

    private static func passes(_ pattern: GlobPattern?, _ text: String?) -> Bool {
      guard let pattern else { return true }
      return text.map(pattern.matches) ?? false
    }
  }

  /// For people.
  package var name: String
  package var match: Match
  /// Patterns of id tags that are in it.
  package var idTags: [GlobPattern]
  /// Parents whose children are in it; case doesn't matter.
  package var parents: [String]

  /// - Parameters:
  ///   - idTags: with `parents` empty too, all id tags are in it.
  package init(name: String, match: Match = Match(), idTags: [GlobPattern] = [], parents: [String] = []) {
    self.name = name
    self.match = match
    self.idTags = idTags
    self.parents = parents
  }

  /// What is sent to stations that no rule is for: every id tag.
  static let everything = LocalListRule(name: "default")

  func includes(_ token: IdTokenRecord) -> Bool {
    if idTags.isEmpty, parents.isEmpty { return true }
    if idTags.contains(where: { $0.matches(token.id) }) { return true }
    guard let parent = token.parent else { return false }
    return parents.contains { IdTokenRecord.key($0) == IdTokenRecord.key(parent) }
  }
}
