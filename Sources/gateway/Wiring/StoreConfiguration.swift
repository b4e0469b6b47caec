import GatewayConfig
import GatewayCore
import GatewayRedis
import GatewaySQLite

extension GatewayConfiguration.Store {
  var location: SQLiteStoreConfiguration.Location {
    switch sqlite {
    case .file(let path): .file(path)
    case .memory: .memory
    }
  }
}

extension StoreUpkeep.Retention {
  init(_ retention: GatewayConfiguration.Store.Retention) {
    self.init(
      operations: retention.operations, operationCount: retention.operationCount,
      reservations: retention.reservations, campaigns: retention.campaigns)
  }
}

extension RedisConfiguration {
  /// - Parameter name: of the gateway.
  init(_ redis: GatewayConfiguration.Redis, name: String) {
    self.init(address: Address(redis.address))
    credentials = redis.password.map { Credentials(username: redis.username, password: $0.revealed()) }
    database = redis.database
    clientName = name
    connectTimeout = redis.connectTimeout
    replyTimeout = redis.replyTimeout
    tls = redis.tls.map {
      TLS(
        authorities: $0.authorities, certificate: $0.certificate, privateKey: $0.privateKey, serverName: $0.serverName)
    }
    sentinel = redis.sentinel.map { sentinel in
      Sentinel(
        master: sentinel.master, addresses: sentinel.addresses.map { Address($0) },
        credentials: sentinel.password.map { Credentials(username: sentinel.username, password: $0.revealed()) })
    }
  }
}

extension RedisConfiguration.Address {
  init(_ address: GatewayConfiguration.Redis.Address) {
    switch address {
    case .network(let address): self = .network(host: address.host, port: address.port)
    case .socket(let path): self = .socket(path)
    }
  }
}
