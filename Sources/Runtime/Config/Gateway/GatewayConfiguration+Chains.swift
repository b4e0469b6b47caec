extension GatewayConfiguration {
  /// Which handlers the messages of each OCPP version pass, in which order.
  package struct Chains: Sendable, Equatable {
    /// The handlers of one action.
    package struct Chain: Sendable, Equatable {
      /// The action's name, or `*` for every action that has no chain of its own.
      package let action: Located<String>
      /// The handlers' names, the first to see a message first; no name twice. May be empty: nobody handles the action.
      package let handlers: [Located<String>]
    }

    /// What stands for every action without a chain of its own.
    package static let anyAction = "*"

    /// What a message passes where the file doesn't say.
    package static let standard: [ProtocolVersion: [String]] = [
      .ocpp16: ["core", "configuration", "firmware", "local-auth", "reservation", "remote-trigger"],
      .ocpp201: ["core"],
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
          chains.insert(Chain(action: Located(Self.anyAction, at: .builtIn), handlers: handlers), at: 0)
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
      for handler in reader.texts(items, at: path) {
        if handlers.contains(handler) {
          reader.context.diagnostics.record(
            .error, at: handler.location, "'\(path)' has the handler \(TerminalText.quoted(handler.value)) twice")
        } else {
          handlers.append(handler)
        }
      }
      return Chain(action: action, handlers: handlers)
    }
  }
}
