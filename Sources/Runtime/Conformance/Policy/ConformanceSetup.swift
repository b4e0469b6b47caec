package import GatewayConfig
import GatewayCore
import OCPPCodec

/// What the configuration says of messages that don't conform, resolved: in general, and for each station rule.
package struct ConformanceSetup: Sendable {
  /// For some stations.
  package struct Part: Sendable {
    package var policy = ValidationPolicy()
    package var plan = RepairPlan()
    /// What a lenient policy mends beside, when nothing else helps.
    package var lenientPlan = RepairPlan()

    package init() {}
  }

  package private(set) var general = Part()
  /// By the index of the station rule.
  package private(set) var rules: [Part] = []
  /// What is wrong with the packs.
  package private(set) var diagnostics: [ConfigurationDiagnostic] = []

  /// Refuses all that doesn't conform.
  package init() {}

  /// - Parameters:
  ///   - configuration: what to resolve; packs that are not built in are read.
  ///   - check: takes what is wrong with it.
  package init(_ configuration: GatewayConfiguration, reporting check: ConfigurationCheck) {
    var packs: [String: RepairPack?] = [:]
    general = part([configuration.validation], configuration.repair, &packs, check)
    rules = configuration.stations.map { rule in
      part([rule.validation, configuration.validation], rule.repair ?? configuration.repair, &packs, check)
    }
    for validation in [configuration.validation] + configuration.stations.map(\.validation) {
      let named =
        (validation.requests + validation.responses).map(\.action) + validation.waivers.flatMap(\.scope.actions)
      Self.checkActions(named, check)
    }
    for repair in [configuration.repair] + configuration.stations.compactMap(\.repair) {
      Self.checkActions(repair.own.waivers.flatMap(\.scope.actions) + repair.own.rules.flatMap(\.scope.actions), check)
    }
  }

  /// What applies to a station.
  ///
  /// - Parameter rule: the index of its rule.
  package func part(_ rule: Int?) -> Part {
    rule.flatMap { rules.indices.contains($0) ? rules[$0] : nil } ?? general
  }

  private mutating func part(
    _ layers: [GatewayConfiguration.Validation], _ repair: GatewayConfiguration.Repair,
    _ packs: inout [String: RepairPack?], _ check: ConfigurationCheck
  ) -> Part {
    let named = repair.packs.compactMap { pack(named: $0, in: repair.folder, &packs, check) }
    var part = Part()
    part.plan = RepairPlan([repair.own] + named)
    part.lenientPlan = RepairPlan([repair.own] + named + [BuiltInPacks.lenient])
    part.policy = ValidationPolicy(layers, waivers: part.plan.waivers)
    return part
  }

  private mutating func pack(
    named name: Located<String>, in folder: String, _ packs: inout [String: RepairPack?], _ check: ConfigurationCheck
  ) -> RepairPack? {
    guard !name.value.isEmpty, !name.value.contains("/"), !name.value.hasPrefix(".") else {
      check.report(
        .error, at: name.location, "'\(name.value.escapedForPeople(limit: 64))' is not the name of a repair pack",
        hint: "a pack is built in (\(BuiltInPacks.names.joined(separator: ", "))) or a file NAME.yaml in the folder")
      return nil
    }
    let path = "\(folder)/\(name.value).yaml"
    if let known = packs[path] { return known }
    let (pack, problems) =
      if let source = BuiltInPacks.source(name.value) { Self.read(name.value, source) } else {
        RepairPack.read(name.value, file: path)
      }
    packs[path] = .some(pack)
    diagnostics += problems
    if pack == nil {
      check.report(
        .error, at: name.location, "there is no repair pack '\(name.value.escapedForPeople(limit: 64))'",
        hint: "built in: \(BuiltInPacks.names.joined(separator: ", ")); others are files NAME.yaml in \(folder)")
    } else if let pack {
      Self.checkActions(pack.waivers.flatMap(\.scope.actions) + pack.rules.flatMap(\.scope.actions), check)
    }
    return pack
  }

  private static func read(_ name: String, _ source: SourceText) -> (RepairPack?, [ConfigurationDiagnostic]) {
    let result = RepairPack.read(name, source)
    return (result.pack, result.diagnostics)
  }

  private static func checkActions(_ actions: [Located<String>], _ check: ConfigurationCheck) {
    for action in actions where action.value != "*" {
      let isKnown = OCPPVersion.allCases.contains { MessageCatalog.of($0).action(named: action.value) != nil }
      guard !isKnown else { continue }
      check.report(
        .error, at: action.location,
        "no version of OCPP has an action '\(action.value.escapedForPeople(limit: 64))'")
    }
  }
}
