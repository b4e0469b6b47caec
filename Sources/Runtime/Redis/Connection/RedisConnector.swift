import GatewayCore
import NIOCore
import NIOPosix
import NIOSSL

/// Makes connections that are ready for use: to the right server, logged in, in the right database.
struct RedisConnector: Sendable {
  let configuration: RedisConfiguration
  let eventLoop: any EventLoop
  private let tls: NIOSSLContext?

  /// - Throws: ``StoreError`` when the files for TLS can't be used.
  init(_ configuration: RedisConfiguration, on eventLoop: any EventLoop) throws {
    self.configuration = configuration
    self.eventLoop = eventLoop
    tls = try configuration.tls.map { try $0.context() }
  }

  /// Connects; called on the event loop, as is the completion.
  ///
  /// With sentinels: to the master that they name, if it takes itself for that too.
  func connect(_ completion: @escaping (Result<RedisConnection, StoreError>) -> Void) {
    guard let sentinel = configuration.sentinel else {
      return open(configuration.address, credentials: configuration.credentials, isMaster: false, completion)
    }
    findMaster(sentinel, sentinel.addresses[...], complaints: []) { result in
      switch result {
      case .success(let address):
        open(address, credentials: configuration.credentials, isMaster: true, completion)
      case .failure(let error): completion(.failure(error))
      }
    }
  }

  /// Asks one sentinel after the other.
  private func findMaster(
    _ sentinel: RedisConfiguration.Sentinel,
    _ addresses: ArraySlice<RedisConfiguration.Address>,
    complaints: [String],
    _ completion: @escaping (Result<RedisConfiguration.Address, StoreError>) -> Void
  ) {
    guard let address = addresses.first else {
      let reasons = complaints.joined(separator: "; ")
      return completion(
        .failure(StoreError(.unavailable, "no sentinel knows where '\(sentinel.master)' is (\(reasons))")))
    }
    let next = { (complaint: String) in
      findMaster(sentinel, addresses.dropFirst(), complaints: complaints + [complaint], completion)
    }
    dial(address, named: "the sentinel at \(address)") { result in
      switch result {
      case .failure(let error): next(error.description)
      case .success(let connection):
        var commands: [RedisCommand] = []
        if let credentials = sentinel.credentials { commands.append(credentials.command) }
        commands.append(RedisCommand("SENTINEL", "get-master-addr-by-name", sentinel.master))
        connection.send(commands) { result in
          defer { connection.close(StoreError(.closed, "the sentinel has answered")) }
          guard let reply = try? result.get().last else { return next("\(address) didn't answer") }
          guard let found = reply.array, found.count == 2, let host = found[0].text, let port = found[1].integer else {
            return next("\(address): \(reply.isNull ? "doesn't know it" : "\(reply)")")
          }
          completion(.success(.network(host: host, port: Int(port))))
        }
        connection.flush()
      }
    }
  }

  private func open(
    _ address: RedisConfiguration.Address,
    credentials: RedisConfiguration.Credentials?,
    isMaster: Bool,
    _ completion: @escaping (Result<RedisConnection, StoreError>) -> Void
  ) {
    dial(address, named: "Redis at \(address)") { result in
      guard case .success(let connection) = result else { return completion(result) }
      var commands: [RedisCommand] = []
      if let credentials { commands.append(credentials.command) }
      if configuration.database != 0 { commands.append(RedisCommand("SELECT", configuration.database)) }
      if let name = configuration.clientName { commands.append(RedisCommand("CLIENT", "SETNAME", name)) }
      commands.append(isMaster ? RedisCommand("ROLE") : RedisCommand("PING"))
      connection.send(commands) { result in
        switch result {
        case .failure(let error): completion(.failure(error))
        case .success(let replies):
          if let problem = problem(replies, to: commands, isMaster: isMaster, server: connection.server) {
            connection.close(problem)
            completion(.failure(problem))
          } else {
            completion(.success(connection))
          }
        }
      }
      connection.flush()
    }
  }

  private func problem(
    _ replies: [RESPValue],
    to commands: [RedisCommand],
    isMaster: Bool,
    server: String
  ) -> StoreError? {
    for (command, reply) in zip(commands, replies) {
      if case .error(let text) = reply { return RedisFailure.replied(text, to: command.name, by: server) }
    }
    guard isMaster, let role = replies.last?.array?.first?.text, role != "master" else { return nil }
    return StoreError(.unavailable, "\(server) is a \(role), though the sentinels name it the master")
  }

  /// Connects, without a word said yet.
  private func dial(
    _ address: RedisConfiguration.Address,
    named name: String,
    _ completion: @escaping (Result<RedisConnection, StoreError>) -> Void
  ) {
    let connection = RedisConnection(server: name, replyTimeout: TimeAmount(configuration.replyTimeout))
    let bound = NIOLoopBound(connection, eventLoop: eventLoop)
    let bootstrap = ClientBootstrap(group: eventLoop)
      .connectTimeout(TimeAmount(configuration.connectTimeout))
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          if let tls {
            try channel.pipeline.syncOperations.addHandler(
              NIOSSLClientHandler(context: tls, serverHostname: serverName(address)))
          }
          try channel.pipeline.syncOperations.addHandler(bound.value)
        }
      }
    let channel =
      switch address {
      case .network(let host, let port): bootstrap.connect(host: host, port: port)
      case .socket(let path): bootstrap.connect(unixDomainSocketPath: path)
      }
    channel.hop(to: eventLoop).assumeIsolated().whenComplete { result in
      switch result {
      case .failure(let error):
        completion(.failure(StoreError(.unavailable, "can't connect to \(name)", underlying: error)))
      case .success: completion(.success(connection))
      }
    }
  }

  /// The name to check the certificate by; nil for an address, which has none.
  private func serverName(_ address: RedisConfiguration.Address) -> String? {
    if let name = configuration.tls?.serverName { return name }
    guard case .network(let host, _) = address else { return nil }
    return (try? SocketAddress(ipAddress: host, port: 0)) == nil ? host : nil
  }
}

extension RedisConfiguration.Credentials {
  fileprivate var command: RedisCommand {
    username.map { RedisCommand("AUTH", $0, password) } ?? RedisCommand("AUTH", password)
  }
}

extension RedisConfiguration.TLS {
  fileprivate func context() throws -> NIOSSLContext {
    do {
      var configuration = TLSConfiguration.makeClientConfiguration()
      configuration.minimumTLSVersion = .tlsv12
      if let authorities { configuration.trustRoots = .file(authorities) }
      if let certificate {
        configuration.certificateChain = try NIOSSLCertificate.fromPEMFile(certificate).map { .certificate($0) }
      }
      if let privateKey {
        configuration.privateKey = .privateKey(try NIOSSLPrivateKey(file: privateKey, format: .pem))
      }
      return try NIOSSLContext(configuration: configuration)
    } catch {
      throw StoreError(
        .unavailable, "the certificates for TLS with Redis can't be used; check the files under redis.tls",
        underlying: error)
    }
  }
}
