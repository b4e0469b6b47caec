/// Rules and waivers under one name, to be used together.
package struct RepairPack: Sendable {
  package let name: String
  /// What is mended in the text of frames.
  package let frame: [FrameDefect]
  /// What is let through.
  package let waivers: [GatewayConfiguration.Waiver]
  /// How values are mended; of several rules for a value the first that can be applied counts.
  package let rules: [RepairRule]

  /// Reads a pack.
  ///
  /// - Parameters:
  ///   - name: what the configuration calls it.
  ///   - source: the text of its file.
  /// - Returns: the pack, and what is wrong with it.
  package static func read(_ name: String, _ source: SourceText) -> (
    pack: RepairPack, diagnostics: [ConfigurationDiagnostic]
  ) {
    let diagnostics = ConfigurationDiagnostics(source: source)
    let node = YAMLParser.parse(source, diagnostics: diagnostics)
    let context = ConfigurationContext(diagnostics: diagnostics, folder: nil, environment: [:])
    let location = node.map { ConfigurationLocation.source($0.location) } ?? .file(source.name)
    let reader = ConfigurationReader(context: context, path: .root, node: node, location: location)
    let pack = RepairPack(name, reading: reader)
    reader.finish()
    return (pack, diagnostics.all)
  }

  /// Reads the file of a pack.
  ///
  /// - Parameters:
  ///   - name: what the configuration calls it.
  ///   - path: the file.
  /// - Returns: the pack, nil when the file can't be read, and what is wrong.
  package static func read(_ name: String, file path: String) -> (
    pack: RepairPack?, diagnostics: [ConfigurationDiagnostic]
  ) {
    do throws(FileContents.Problem) {
      let bytes = try FileContents.read(path, limit: YAMLParser.maximumBytes)
      let result = read(name, SourceText(name: path, bytes: bytes))
      return (result.pack, result.diagnostics)
    } catch {
      let diagnostic = ConfigurationDiagnostic(
        severity: .error, location: .file(path), message: "the file of the repair pack '\(name)' \(error.message)",
        hint: error.hint)
      return (nil, [diagnostic])
    }
  }

  /// Reads the parts of a pack in a section.
  init(_ name: String, reading reader: ConfigurationReader) {
    self.name = name
    frame = reader.enumerations(
      "frame", default: [], help: "What is mended in the text of frames that can't be read.")
    waivers = reader.sections("waivers", help: "What is let through.")
      .compactMap { GatewayConfiguration.Waiver(reading: $0) }
    rules = reader.sections(
      "rules", help: "How values are mended. The first rule that can be applied to a value counts."
    )
    .compactMap { RepairRule(reading: $0) }
  }
}

extension GatewayConfiguration {
  /// How messages that don't conform are repaired before they are read.
  package struct Repair: Sendable {
    /// The packs that are used, in order; a name is given with its place.
    package let packs: [Located<String>]
    /// The folder of the packs that are not built in, a file `NAME.yaml` each.
    package let folder: String
    /// What stands in the configuration itself, before the packs.
    package let own: RepairPack

    init(reading reader: ConfigurationReader) {
      packs = reader.strings(
        "packs", help: "Collections of rules: `common`, or the name of a file in the folder, without `.yaml`.")
      folder = reader.path(
        "folder", default: "packs", help: "Where packs are that are not built in, a file `NAME.yaml` for each.")
      own = RepairPack("own", reading: reader)
    }

    /// Reads the key `repair` of a section; `nil` when it isn't there.
    static func optional(reading parent: ConfigurationReader, help: String) -> Repair? {
      let isThere = parent.contains("repair")
      let repair = Repair(reading: parent.section("repair", help: help))
      return isThere ? repair : nil
    }
  }
}
