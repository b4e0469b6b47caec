package import GatewayCore
import OCPPCodec

extension MemoryStore {
  package func recordBoot(_ boot: StationBoot) async throws {
    try perform { state in
      state.change(boot.station, boot.version) { record in
        record.vendor = boot.vendor
        record.model = boot.model
        record.serialNumber = boot.serialNumber
        record.firmwareVersion = boot.firmwareVersion
        record.boot = boot.payload
        record.registration = boot.registration
        record.bootedAt = boot.receivedAt
        record.lastSeenAt = boot.receivedAt
      }
    }
  }

  package func recordConnection(_ connection: StationConnectionRecord) async throws {
    try perform { state in
      state.change(connection.station, connection.version) { record in
        record.remoteAddress = connection.remoteAddress
        record.connectedAt = connection.connectedAt
        record.lastSeenAt = connection.connectedAt
      }
    }
  }

  package func recordLastSeen(_ moments: [StationID: Int64]) async throws {
    try perform { state in
      for (station, moment) in moments { state.stations[station]?.lastSeenAt = moment }
    }
  }

  package func station(_ id: StationID) async throws -> StationRecord? { try perform { $0.stations[id] } }

  package func stations(_ query: StationQuery) async throws -> [StationRecord] {
    try perform { state in
      let matching = state.stations.values.filter { station in
        (query.vendor.map { $0 == station.vendor } ?? true) && (query.after.map { $0 < station.id } ?? true)
      }
      return Array(matching.sorted { $0.id < $1.id }.prefix(query.limit))
    }
  }

  package func recordStatus(_ status: ConnectorRecord) async throws {
    try perform { state in
      let key = MemoryState.ConnectorKey(evse: status.evse, connector: status.connector)
      if let known = state.connectors[status.station]?[key], known.effectiveAt > status.effectiveAt { return }
      state.connectors[status.station, default: [:]][key] = status
    }
  }

  package func connectors(of station: StationID) async throws -> [ConnectorRecord] {
    try perform { ($0.connectors[station] ?? [:]).sorted { $0.key < $1.key }.map(\.value) }
  }

  package func recordVariables(_ variables: [VariableRecord], of station: StationID) async throws {
    try perform { state in
      for variable in variables {
        let key = MemoryState.VariableKey(
          component: variable.component.text, variable: variable.variable.text, attribute: variable.attribute)
        state.variables[station, default: [:]][key] = variable
      }
    }
  }

  package func variables(of station: StationID) async throws -> [VariableRecord] {
    try perform { ($0.variables[station] ?? [:]).sorted { $0.key < $1.key }.map(\.value) }
  }

  package func recordSecurityEvent(_ event: SecurityEventRecord) async throws {
    try perform { $0.securityEvents.append(event) }
  }

  package func securityEvents(of station: StationID, limit: Int) async throws -> [SecurityEventRecord] {
    try perform { Array($0.securityEvents.filter { $0.station == station }.reversed().prefix(limit)) }
  }
}
