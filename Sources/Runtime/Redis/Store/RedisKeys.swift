package import GatewayCore

/// The names of keys. What a script touches together has the same hash tag, so that a Redis Cluster keeps it in one slot.
package struct RedisKeys: Sendable {
  /// What all keys begin with, such as `ocpp`.
  package let prefix: String

  package init(prefix: String = "ocpp") {
    self.prefix = prefix
  }

  // MARK: As the seed has them

  /// Messages from stations: the edge pushes on the left, processors take from the right.
  package var requests: String { "\(prefix):requests" }

  /// Replies and commands to a station: pushed on the left, taken by its edge from the right.
  package func responses(_ station: StationID) -> String { "\(prefix):responses:\(station)" }

  package func session(_ station: StationID) -> String { "\(prefix):session:\(station)" }

  /// The stations that are connected.
  package var active: String { "\(prefix):active" }

  /// A command that waits for its answer.
  package func correlation(_ id: String) -> String { "\(prefix):correlation:\(id)" }

  package var controlConnect: String { "\(prefix):control:connect" }
  package var controlDisconnect: String { "\(prefix):control:disconnect" }

  // MARK: Business state

  /// What belongs to a station, in the slot of its ``responses(_:)``.
  func station(_ station: StationID) -> RedisSlot { RedisSlot(prefix: prefix, tag: responses(station)) }

  var idTokens: RedisSlot { RedisSlot(prefix: prefix, tag: "id-tokens") }

  var operations: RedisSlot { RedisSlot(prefix: prefix, tag: "operations") }

  var certificates: RedisSlot { RedisSlot(prefix: prefix, tag: "certificates") }

  var chargingProfileTemplates: RedisSlot { RedisSlot(prefix: prefix, tag: "charging-profile-templates") }

  func campaign(_ id: String) -> RedisSlot {
    // A brace would end the tag.
    RedisSlot(prefix: prefix, tag: "campaign:" + id.replacing("%", with: "%25").replacing("}", with: "%7D"))
  }

  /// Who does what only one process may do.
  var leases: RedisSlot { RedisSlot(prefix: prefix, tag: "leases") }

  func plugin(_ id: String) -> RedisSlot { RedisSlot(prefix: prefix, tag: "plugin:" + id) }

  /// What finds records of all stations.
  var index: RedisSlot { RedisSlot(prefix: prefix, tag: "index") }

  /// The 1.6 transaction ids that were given, in sets of which each holds few enough to be stored as plain numbers.
  func numbers(_ number: Int) -> String { "\(prefix):state:numbers:\(number >> 15)" }

  /// There while a restore goes on, or was broken off.
  var restoring: String { "\(prefix):state:restoring" }

  /// Written to see whether that works.
  var health: String { "\(prefix):state:health" }
}

/// Keys that Redis Cluster keeps together.
struct RedisSlot: Sendable, Hashable {
  let prefix: String
  let tag: String

  func key(_ name: String) -> String { "\(prefix):state:{\(tag)}:\(name)" }
}
