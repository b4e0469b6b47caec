import ArgumentParser

/// What a process does of a gateway that is many.
enum Role: String, CaseIterable {
  /// Serves stations' connections.
  case edge
  /// Handles stations' messages.
  case processor
  /// Serves operators.
  case api
}

/// Some roles: `all`, or a list such as `edge,processor`.
struct Roles: ExpressibleByArgument, Equatable {
  static let all = Roles(set: Set(Role.allCases))

  let set: Set<Role>

  private init(set: Set<Role>) { self.set = set }

  init?(argument: String) {
    if argument == "all" {
      self = .all
      return
    }
    let names = argument.split(separator: ",", omittingEmptySubsequences: false)
    let roles = names.compactMap { Role(rawValue: String($0)) }
    guard !roles.isEmpty, roles.count == names.count else { return nil }
    set = Set(roles)
  }

  /// As it is written on the command line.
  var text: String { self == .all ? "all" : set.map(\.rawValue).sorted().joined(separator: ",") }

  var defaultValueDescription: String { text }
}
