extension GatewayConfiguration {
  /// The side that operators connect to.
  package struct HTTP: Sendable, Equatable {
    /// Where HTTP connections are accepted.
    package var listen: NetworkAddress
    /// How long a request waits for a station's answer to a command, unless it says so itself.
    package var commandTimeout: Duration
    /// Who may use the REST interface; none: anybody who reaches it.
    package var tokens: [AccessToken]
    /// Whether `/health` needs no token.
    package var openHealth: Bool
    /// Whether `/metrics` needs no token.
    package var openMetrics: Bool

    init(reading reader: ConfigurationReader) {
      listen = reader.socketAddress(
        "listen", default: NetworkAddress(host: "127.0.0.1", port: 8081),
        help: "Where REST, health and metrics are served. Port 0 takes any free port.")
      commandTimeout = reader.duration(
        "command_timeout", default: .seconds(10), in: .milliseconds(100)...(.seconds(3_600)),
        help: "How long a request that sends a command waits for the station's answer, unless it names its own time.")
      tokens = AccessToken.all(
        reading: reader.namedSections(
          "tokens",
          help: "Who may use REST, a section for each by a name of its own. Without any: whoever reaches it."))
      openHealth = reader.boolean(
        "open_health", default: true, help: "Whether `/health` needs no token, where there are tokens.")
      openMetrics = reader.boolean(
        "open_metrics", default: true, help: "Whether `/metrics` needs no token, where there are tokens.")
    }
  }

  /// What a program shows with each request to the REST interface.
  package struct AccessToken: Sendable, Equatable {
    /// What a token is good for.
    package enum Role: String, Sendable, CaseIterable {
      /// Requests that change nothing.
      case read
      case write
    }

    /// Characters that a token has at least: shorter ones can be guessed.
    static let minimumLength = 16

    /// Names it in logs.
    package var name: String
    package var role: Role
    package var token: Secret
  }
}

extension GatewayConfiguration.AccessToken {
  static func all(reading sections: [(name: Located<String>, reader: ConfigurationReader)]) -> [Self] {
    var tokens: [Self] = []
    for (name, reader) in sections {
      guard let token = Self(name.value, reading: reader) else { continue }
      if let first = tokens.first(where: { $0.token == token.token }) {
        reader.report(
          "the tokens \(TerminalText.quoted(first.name)) and \(TerminalText.quoted(name.value)) are the same")
      }
      tokens.append(token)
    }
    return tokens
  }

  private init?(_ name: String, reading reader: ConfigurationReader) {
    self.name = name
    role = reader.enumeration(
      "role", default: .read, help: "Whether it is good for all requests, or only for those that change nothing.")
    let token = reader.secret(
      "token", help: "What requests must show: `Authorization: Bearer …`, at least 16 printable characters.")
    guard let token else {
      let isGiven = ["token", "token_file"].contains { reader.location(of: $0) != .builtIn }
      if !isGiven {
        let variable = reader.path.appending("token").variable ?? ""
        reader.report(
          "'\(reader.path)' has no token", hint: "give token_file, or token, or the variable \(variable)")
      }
      return nil
    }
    let text = token.revealed()
    // RFC 6750 §2.1 has fewer characters; whoever chose others meant them.
    guard text.utf8.count >= Self.minimumLength, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      reader.report(
        "'\(reader.path).token' must have at least \(Self.minimumLength) printable ASCII characters and no spaces",
        hint: "openssl rand -hex 32 makes a good one")
      return nil
    }
    self.token = token
  }
}
