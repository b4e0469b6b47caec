package import GatewayConfig
import GatewayCore

/// A handler's options: the general ones, and those of the configuration's station rules that differ.
package struct StationOptions<Options: Sendable>: Sendable {
  package var general: Options
  /// By the index of the rule.
  package var rules: [Int: Options] = [:]

  package init(_ general: Options) {
    self.general = general
  }

  /// Decodes a handler's section, and those of station rules over it.
  ///
  /// - Parameters:
  ///   - read: decodes a section; options that it doesn't give are those of the second argument.
  package init(
    _ name: String,
    reading sections: HandlerSections,
    rules ruleSections: [HandlerSections],
    over builtIn: Options,
    _ read: (ConfigurationReader, Options, _ isRule: Bool) -> Options
  ) {
    let general = sections.read(name) { read($0, builtIn, false) }
    self.general = general
    for (index, section) in ruleSections.enumerated() where section.contains(name) {
      rules[index] = section.read(name) { read($0, general, true) }
    }
  }

  /// Changes all of them alike.
  func map<Result: Sendable>(_ transform: (Options) -> Result) -> StationOptions<Result> {
    var result = StationOptions<Result>(transform(general))
    result.rules = rules.mapValues(transform)
    return result
  }

  /// The options for a station.
  func of(_ session: Session) -> Options {
    // A gateway without such rules needs no look at the session.
    if rules.isEmpty { return general }
    return session.rule.flatMap { rules[$0] } ?? general
  }

  /// The options by the rule that is for a station, connected or not.
  func of(rule: Int?) -> Options { rule.flatMap { rules[$0] } ?? general }
}
