/// Which Redis to talk to, and how.
package struct RedisConfiguration: Sendable, Equatable {
  /// Where a server listens.
  package enum Address: Sendable, Hashable, CustomStringConvertible {
    case network(host: String, port: Int)
    /// A Unix socket's path.
    case socket(String)

    package var description: String {
      switch self {
      case .network(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
      case .socket(let path): path
      }
    }
  }

  /// Who the gateway is to the server.
  package struct Credentials: Sendable, Equatable {
    /// An ACL user; nil: the default one.
    package var username: String?
    package var password: String

    package init(username: String? = nil, password: String) {
      self.username = username
      self.password = password
    }
  }

  /// How connections are encrypted.
  package struct TLS: Sendable, Equatable {
    /// PEM files; nil: the system's own authorities, no client certificate.
    package var authorities: String?
    package var certificate: String?
    package var privateKey: String?
    /// The name that the server's certificate must have; nil: the host's.
    package var serverName: String?

    package init(
      authorities: String? = nil, certificate: String? = nil, privateKey: String? = nil, serverName: String? = nil
    ) {
      self.authorities = authorities
      self.certificate = certificate
      self.privateKey = privateKey
      self.serverName = serverName
    }
  }

  /// Sentinels, which know the current master.
  package struct Sentinel: Sendable, Equatable {
    /// The name that they know the master by.
    package var master: String
    package var addresses: [Address]
    package var credentials: Credentials?

    package init(master: String, addresses: [Address], credentials: Credentials? = nil) {
      self.master = master
      self.addresses = addresses
      self.credentials = credentials
    }
  }

  /// Not used with ``sentinel``.
  package var address: Address
  package var sentinel: Sentinel?
  package var credentials: Credentials?
  /// The database's number.
  package var database = 0
  package var tls: TLS?
  /// The name that `CLIENT LIST` shows; without spaces.
  package var clientName: String?
  /// How long a connection may take to be made, with all that is said at its beginning.
  package var connectTimeout = Duration.seconds(3)
  /// How long a reply may take before the connection is given up.
  package var replyTimeout = Duration.seconds(5)
  /// How many commands may wait for their replies; further ones are refused.
  package var maximumInFlight = 50_000
  /// How many bytes of commands may wait for their replies; further ones are refused.
  package var maximumBytesInFlight = 64 << 20

  package init(address: Address = .network(host: "localhost", port: 6379)) {
    self.address = address
  }

  /// The server for people.
  package var name: String {
    sentinel.map { "Redis master '\($0.master)'" } ?? "Redis at \(address)"
  }
}
