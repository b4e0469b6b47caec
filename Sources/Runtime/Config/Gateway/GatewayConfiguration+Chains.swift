extension GatewayConfiguration {
  /// Which handlers the messages of each OCPP version pass, in which order.
  package struct Chains: Sendable, Equatable {
    /// The handlers of one action.
    package struct Chain: Sendable, Equatable {
      /// The action's name, or `*` for every action that has no chain of its own.
      package let action: Located<String>
      /// The handlers' names, the first to see a message first; no name twice. May be empty: nobody handles the action.
      package let handlers: [Located<String>]
      /// What becomes of a message that a plugin fails to handle, by its name, where the chain says so.
      package let onFailure: [String: Plugin.FailurePolicy]
    }

    /// What stands for every action without a chain of its own.
    package static let anyAction = "*"

    /// What a message passes where the file doesn't say.
    package static let standard: [ProtocolVersion: [String]] = [
      .ocpp16: [
        "core", "configuration", "firmware", "local-auth", "reservation", "smart-charging", "remote-trigger",
        "security", "passwords",
      ],
      .ocpp201: ["core", "passwords"],
    ]

    private var chains: [ProtocolVersion: [Chain]]

    /// The chains of a version in the order of the file, at most one for each action.
    package subscript(version: ProtocolVersion) -> [Chain] { chains[version] ?? [] }

    /// - Parameter fallback: the handlers of every action of a version that has no `*` of its own.
    init(reading reader: ConfigurationReader, fallback: [ProtocolVersion: [String]]) {
      chains = [:]
      for version in ProtocolVersion.allCases {
        let section = reader.section(
          version.rawValue,
          help: "Lists of handlers by action, as in `Authorize: [core]`; `\"*\"` stands for every action not named"
            + (fallback[version].map { ", and is `[\($0.joined(separator: ", "))]` unless given." } ?? "."))
        var chains = section.entries().compactMap { Self.chain($0, in: section) }
        if let fallback = fallback[version], !chains.contains(where: { $0.action.value == Self.anyAction }) {
          let handlers = fallback.map { Located($0, at: .builtIn) }
          chains.insert(
            Chain(action: Located(Self.anyAction, at: .builtIn), handlers: handlers, onFailure: [:]), at: 0)
        }
        self.chains[version] = chains
      }
    }

    private static func chain(_ entry: ConfigurationReader.Entry, in reader: ConfigurationReader) -> Chain? {
      let action = entry.key
      let path = reader.path.appending(action.value)
      guard action.value == anyAction || action.value.unicodeScalars.allSatisfy(\.isASCIIAlphanumeric) else {
        reader.context.diagnostics.record(
          .error, at: action.location, "\(TerminalText.quoted(action.value)) is not the name of an action",
          hint: "actions are named as in OCPP, such as BootNotification; \"*\" alone stands for all others")
        return nil
      }
      guard let items = reader.items(of: entry.value, at: path, expected: "a list of handlers such as [core]") else {
        return nil
      }
      var handlers: [Located<String>] = []
      var onFailure: [String: Plugin.FailurePolicy] = [:]
      for (index, item) in items.enumerated() {
        guard let (handler, policy) = Self.entry(item, at: path.appending(index: index), in: reader) else { continue }
        if handlers.contains(handler) {
          reader.context.diagnostics.record(
            .error, at: handler.location, "'\(path)' has the handler \(TerminalText.quoted(handler.value)) twice")
        } else {
          handlers.append(handler)
          if let policy { onFailure[handler.value] = policy }
        }
      }
      return Chain(action: action, handlers: handlers, onFailure: onFailure)
    }

    /// An entry of a list: a name, or `{plugin: name, on_failure: …}`.
    private static func entry(
      _ node: YAMLNode, at path: ConfigurationPath, in reader: ConfigurationReader
    ) -> (Located<String>, Plugin.FailurePolicy?)? {
      guard case .mapping = node.content else {
        let text = reader.item(node, at: path, expected: "the name of a handler") { $0 }
        return text.map { (Located($0, at: .source(node.location)), nil) }
      }
      let entry = ConfigurationReader(
        context: reader.context, path: path, node: node, location: .source(node.location))
      defer { entry.finish() }
      entry.require("plugin")
      let name = entry.optionalString("plugin", help: "")
      entry.require("on_failure")
      let policy = entry.optionalEnumeration("on_failure", of: Plugin.FailurePolicy.self, help: "")
      return name.map { (Located($0, at: entry.location(of: "plugin")), policy) }
    }
  }
}
