import GatewayCore
import OCPPCodec
import Testing

extension StoreContract {
  static let connectorChecks: [StoreCheck] = [
    StoreCheck("a connector has its latest status, with all that was said") { store in
      var status = try Samples.status("Faulted")
      status.errorCode = "OtherError"
      status.info = "hot"
      status.vendorID = "ACME"
      status.vendorErrorCode = "E-7"
      try await store.recordStatus(Samples.status("Available"))
      try await store.recordStatus(status)
      #expect(try await store.connectors(of: Samples.station()) == [status])
      var plain = try Samples.status("Available")
      plain.errorCode = nil
      plain.timestamp = nil
      try await store.recordStatus(plain)
      #expect(try await store.connectors(of: Samples.station()) == [plain])
    },
    StoreCheck("an older status doesn't replace a newer one, one of the same moment does") { store in
      try await store.recordStatus(Samples.status("Charging", effectiveAt: Samples.moment))
      try await store.recordStatus(Samples.status("Available", effectiveAt: Samples.moment - 1))
      #expect(try await store.connectors(of: Samples.station()).map(\.status) == ["Charging"])
      try await store.recordStatus(Samples.status("Finishing", effectiveAt: Samples.moment))
      #expect(try await store.connectors(of: Samples.station()).map(\.status) == ["Finishing"])
    },
    StoreCheck("connectors are in the order of EVSE and connector, and each station's own") { store in
      for (evse, connector) in [(2, 1), (0, 10), (1, 2), (0, 2), (1, 1), (0, 0)] {
        try await store.recordStatus(Samples.status("Available", evse: evse, connector: connector))
      }
      try await store.recordStatus(Samples.status("Faulted", station: "CP-2", evse: 0, connector: 0))
      let found = try await store.connectors(of: Samples.station()).map { [$0.evse, $0.connector] }
      #expect(found == [[0, 0], [0, 2], [0, 10], [1, 1], [1, 2], [2, 1]])
      #expect(try await store.connectors(of: Samples.station("CP-2")).map(\.status) == ["Faulted"])
      #expect(try await store.connectors(of: Samples.station("CP-3")) == [])
    },
  ]

  static let reportChecks: [StoreCheck] = [
    StoreCheck("variables: one row for component, variable and attribute, the latest stays") { store in
      let station = try Samples.station()
      let first = try [
        Samples.variable("Power", value: "7"), Samples.variable("Power", attribute: "Target", value: nil),
        Samples.variable("Power", component: "Connector", value: "1"), Samples.variable("Enabled", value: "true"),
      ]
      try await store.recordVariables(first, of: station)
      try await store.recordVariables([Samples.variable("Power", value: "11")], of: station)
      try await store.recordVariables([Samples.variable("Power", value: "99")], of: Samples.station("CP-2"))
      try await store.recordVariables([], of: station)
      let expected = try [
        Samples.variable("Power", component: "Connector", value: "1"), Samples.variable("Enabled", value: "true"),
        Samples.variable("Power", value: "11"), Samples.variable("Power", attribute: "Target", value: nil),
      ]
      #expect(try await store.variables(of: station) == expected)
      #expect(try await store.variables(of: Samples.station("CP-3")) == [])
    },
    StoreCheck("a report of many variables") { store in
      let variables = try (0..<600).map { try Samples.variable("V\($0)", value: String($0)) }
      try await store.recordVariables(variables, of: Samples.station())
      #expect(try await store.variables(of: Samples.station()).count == 600)
    },
    StoreCheck("security events: the newest first, limited, each station's own") { store in
      let station = try Samples.station()
      let events = (0..<5).map { number in
        SecurityEventRecord(
          station: station, type: "Event\(number)", timestamp: Samples.timestamp,
          technicalInformation: number == 0 ? nil : "because", receivedAt: Samples.moment + Int64(number / 2))
      }
      for event in events { try await store.recordSecurityEvent(event) }
      #expect(try await store.securityEvents(of: station, limit: 1000) == events.reversed())
      #expect(try await store.securityEvents(of: station, limit: 2) == [events[4], events[3]])
      #expect(try await store.securityEvents(of: station, limit: 0).count <= 1)
      #expect(try await store.securityEvents(of: Samples.station("CP-2"), limit: 10) == [])
    },
  ]
}
