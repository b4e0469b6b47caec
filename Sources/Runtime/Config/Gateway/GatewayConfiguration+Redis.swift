extension GatewayConfiguration {
  /// The Redis that gateways share.
  package struct Redis: Sendable, Equatable {
    /// Where a server listens.
    package enum Address: Sendable, Hashable {
      case network(NetworkAddress)
      /// The path of a Unix socket.
      case socket(String)
    }

    /// How connections are encrypted.
    package struct TLS: Sendable, Equatable {
      package var authorities: String?
      package var certificate: String?
      package var privateKey: String?
      package var serverName: String?
    }

    /// Who knows the current master.
    package struct Sentinel: Sendable, Equatable {
      package var master: String
      package var addresses: [Address]
      package var username: String?
      package var password: Secret?
    }

    package var address: Address
    package var username: String?
    package var password: Secret?
    package var database: Int
    /// Nil: not encrypted.
    package var tls: TLS?
    package var sentinel: Sentinel?
    /// What all keys begin with.
    package var prefix: String
    /// How long a gateway that isn't heard of keeps its sessions.
    package var sessionLease: Duration
    /// How long a processor that isn't heard of keeps its work.
    package var processorLease: Duration
    /// How often all stations' lists are looked at for what nobody announced.
    package var pollInterval: Duration
    package var connectTimeout: Duration
    package var replyTimeout: Duration
  }
}

extension GatewayConfiguration.Redis {
  init(reading reader: ConfigurationReader) {
    address =
      reader.value(
        "address", type: "address and port, or path", default: "localhost:6379", expected: Self.expectedAddress,
        help: "Where Redis listens: host and port, or the path of a Unix socket. Not used with `sentinel`.",
        parse: Self.address) ?? .network(NetworkAddress(host: "localhost", port: 6379))
    username = reader.optionalString("username", length: 1...255, help: "The ACL user; without one the default user.")
    password = reader.secret("password", help: "The user's password.")
    if username != nil, password == nil, reader.location(of: "username") != .builtIn {
      reader.report("'redis.username' needs a password", at: "username", hint: "set redis.password or password_file")
    }
    database = reader.integer("database", default: 0, in: 0...1_000_000, help: "The number of the database.")
    tls = Self.tls(reading: reader.section("tls", help: "Encrypts connections, when the section is there."), reader)
    sentinel = Self.sentinel(
      reading: reader.section("sentinel", help: "Finds the master by Redis Sentinel, when `master` is given."))
    prefix = Self.prefix(reading: reader)
    sessionLease = reader.duration(
      "session_lease", default: .seconds(30), in: .seconds(3)...(.seconds(3600)),
      help: "How long the sessions of an edge that isn't heard of any more are kept.")
    processorLease = reader.duration(
      "processor_lease", default: .seconds(10), in: .seconds(1)...(.seconds(600)),
      help: "How long the messages of a processor that isn't heard of any more are left to it.")
    pollInterval = reader.duration(
      "poll_interval", default: .seconds(2), in: .milliseconds(250)...(.seconds(3600)),
      help: "How often an edge looks for commands that nobody announced, as programs other than this one don't.")
    connectTimeout = reader.duration(
      "connect_timeout", default: .seconds(3), in: .milliseconds(100)...(.seconds(60)),
      help: "How long a connection may take to be made.")
    replyTimeout = reader.duration(
      "reply_timeout", default: .seconds(5), in: .milliseconds(100)...(.seconds(60)),
      help: "How long a reply may take before the connection is given up and made anew.")
  }

  private static let expectedAddress = "an address such as localhost:6379, or the path of a socket"

  private static func address(_ text: String) throws(ConfigurationValueProblem) -> Address {
    if text.hasPrefix("/") { return .socket(text) }
    return .network(try NetworkAddress(parsing: text))
  }

  private static func prefix(reading reader: ConfigurationReader) -> String {
    reader.value(
      "prefix", type: "text", default: "ocpp", range: "1 to 64 letters, digits, ':', '.', '_' and '-'",
      expected: "1 to 64 letters, digits, ':', '.', '_' and '-'",
      help: "What the names of all keys and channels begin with: another one for each fleet that shares a Redis."
    ) { text throws(ConfigurationValueProblem) in
      let isPlain = text.unicodeScalars.allSatisfy { $0.isASCIIAlphanumeric || ":._-".unicodeScalars.contains($0) }
      guard (1...64).contains(text.unicodeScalars.count), isPlain else { throw ConfigurationValueProblem() }
      return text
    } ?? "ocpp"
  }

  private static func tls(reading reader: ConfigurationReader, _ parent: ConfigurationReader) -> TLS? {
    let isEnabled = reader.boolean(
      "enabled", default: parent.contains("tls"), defaultText: "true when the section is there",
      help: "Whether connections are encrypted.")
    let tls = TLS(
      authorities: reader.optionalPath(
        "ca_file", help: "The authorities that the server's certificate may be from, as PEM; else the system's."),
      certificate: reader.optionalPath("certificate_file", help: "The gateway's own certificate, as PEM."),
      privateKey: reader.optionalPath("key_file", help: "The key of the gateway's own certificate, as PEM."),
      serverName: reader.optionalString(
        "server_name", length: 1...253, help: "The name that the server's certificate must have; else the host's."))
    if (tls.certificate == nil) != (tls.privateKey == nil) {
      reader.report("'redis.tls.certificate_file' and 'redis.tls.key_file' belong together")
    }
    return isEnabled ? tls : nil
  }

  private static func sentinel(reading reader: ConfigurationReader) -> Sentinel? {
    let master = reader.optionalString(
      "master", length: 1...255, help: "The name that the sentinels know the master by.")
    let texts = reader.strings("addresses", help: "Where the sentinels listen; they are asked in this order.")
    let username = reader.optionalString("username", length: 1...255, help: "The ACL user at the sentinels.")
    let password = reader.secret("password", help: "The password at the sentinels.")
    var addresses: [Address] = []
    for text in texts {
      do throws(ConfigurationValueProblem) {
        addresses.append(try address(text.value))
      } catch {
        reader.report("'redis.sentinel.addresses' must have addresses such as sentinel-1:26379", at: "addresses")
      }
    }
    guard let master else {
      if !texts.isEmpty { reader.report("'redis.sentinel' needs the master's name", hint: "set redis.sentinel.master") }
      return nil
    }
    if addresses.isEmpty { reader.report("'redis.sentinel' needs addresses", hint: "addresses: [sentinel-1:26379]") }
    return Sentinel(master: master, addresses: addresses, username: username, password: password)
  }
}
