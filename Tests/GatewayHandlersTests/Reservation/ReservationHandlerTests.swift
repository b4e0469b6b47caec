import GatewayCore
import GatewayHandlers
import GatewayTestSupport
import OCPPCodec
import Testing

@Suite("Handler reservation")
struct ReservationHandlerTests {
  private static let path = "/api/v1/chargepoints/CP-1/reservations"

  private func fixture(_ configuration: ReservationConfiguration = ReservationConfiguration()) throws -> HandlerFixture
  {
    let core = CoreConfiguration(authorization: AuthorizationPolicy(acceptsUnknownTokens: true))
    return try HandlerFixture(handlers: [
      CoreHandler.make(options: StationOptions(core), heartbeatInterval: .seconds(300)),
      ReservationHandler.make(configuration: configuration),
    ])
  }

  private func accept(_ station: ScriptedStation) {
    station.answers("ReserveNow") { _ in .result(#"{"status":"Accepted"}"#) }
    station.answers("CancelReservation") { _ in .result(#"{"status":"Accepted"}"#) }
  }

  @Test("an operator reserves: the station gets an id, an expiry date and the tag's parent")
  func reserve() async throws {
    let fixture = try fixture()
    try await fixture.store.putIdTokens([IdTokenRecord(id: "TAG-1", parent: "FLEET")])
    try await fixture.run {
      let station = try await fixture.connect()
      accept(station)
      let answer = try await fixture.request("POST", Self.path, #"{"connectorId":1,"idTag":"TAG-1","duration":60}"#)
      #expect(answer.status == 201, "\(answer.text)")
      let sent = try await station.command("ReserveNow").payload
      #expect(sent["connectorId"]?.integer == 1)
      #expect(sent["idTag"]?.string == "TAG-1")
      #expect(sent["parentIdTag"]?.string == "FLEET")
      #expect(sent["expiryDate"]?.string == "2026-01-01T00:01:00.000Z")
      let id = try #require(sent["reservationId"]?.integer)
      #expect(id > 0)
      #expect(answer.data["reservationId"]?.integer == id)
      #expect(answer.data["status"]?.string == "active")
      let one = try await fixture.request("GET", "\(Self.path)/\(id)")
      #expect(one.data["status"]?.string == "active")
      let list = try await fixture.request("GET", "/api/v1/reservations?status=live&station=CP-1")
      #expect(list.data["items"]?.elements.count == 1)
    }
  }

  @Test("alone in its chains")
  func alone() async throws {
    let fixture = try HandlerFixture(handlers: [ReservationHandler.make(configuration: ReservationConfiguration())])
    try await fixture.run {
      let station = try await fixture.connect()
      accept(station)
      let answer = try await fixture.request(
        "POST", Self.path, #"{"connectorId":1,"idTag":"T","reservationId":1,"duration":60}"#)
      #expect(answer.status == 201)
      try await eventually("expired") {
        fixture.clock.advance(by: .seconds(6))
        return try await fixture.store.reservation(1, of: stationID())?.state == .expired
      }
    }
  }

  @Test("a station that doesn't: 409 with its word", arguments: ["Faulted", "Occupied", "Rejected", "Unavailable"])
  func refused(_ status: String) async throws {
    let fixture = try fixture()
    try await fixture.run {
      let station = try await fixture.connect()
      station.answers("ReserveNow") { _ in .result(#"{"status":"\#(status)"}"#) }
      let answer = try await fixture.request("POST", Self.path, #"{"connectorId":1,"idTag":"TAG-1"}"#)
      #expect(answer.status == 409)
      #expect(answer.data["status"]?.string == status)
      let list = try await fixture.request("GET", "\(Self.path)?status=refused")
      #expect(list.data["items"]?.elements.first?["outcome"]?.string == status)
      #expect(try await fixture.request("GET", "\(Self.path)?status=live").data["items"]?.elements.isEmpty == true)
    }
  }

  @Test("a command by hand passes the handler too: recorded, checked, in conflict, replaced")
  func byHand() async throws {
    let fixture = try fixture()
    try await fixture.run {
      let station = try await fixture.connect()
      accept(station)
      func send(_ id: Int, connector: Int, expiry: String = "2026-01-01T01:00:00Z") async throws {
        let payload = try #require(
          RawJSON(
            text: #"""
              {"connectorId":\#(connector),"expiryDate":"\#(expiry)","idTag":"TAG","reservationId":\#(id)}
              """#))
        _ = try await fixture.gateway.commands.send("ReserveNow", payload: payload, to: try stationID())
      }
      try await send(7, connector: 1)
      #expect(try await fixture.store.reservation(7, of: stationID())?.state == .active)
      // Another id for the same connector isn't even sent; the same id for another connector is.
      await #expect(throws: CommandFailure.self) { try await send(8, connector: 1) }
      await #expect(throws: CommandFailure.self) { try await send(9, connector: 2, expiry: "2025-12-31T23:59:59Z") }
      await #expect(throws: CommandFailure.self) { try await send(9, connector: 2, expiry: "2027-12-31T23:59:59Z") }
      try await send(7, connector: 2)
      #expect(station.commands.filter { $0.action == "ReserveNow" }.count == 2)
      #expect(try await fixture.store.reservation(7, of: stationID())?.connector == 2)
      #expect(try await fixture.store.reservations(ReservationQuery(states: [.replaced])).count == 1)
    }
  }

  @Test("conflicts: ask lets the station decide")
  func ask() async throws {
    let fixture = try fixture(ReservationConfiguration(conflicts: .ask))
    try await fixture.run {
      let station = try await fixture.connect()
      accept(station)
      for _ in 0..<2 {
        #expect(try await fixture.request("POST", Self.path, #"{"connectorId":1,"idTag":"T"}"#).status == 201)
      }
    }
  }

  @Test("cancelled by the operator; a station that doesn't know it has lost it")
  func cancel() async throws {
    let fixture = try fixture()
    try await fixture.run {
      let station = try await fixture.connect()
      accept(station)
      for connector in 1...2 {
        _ = try await fixture.request(
          "POST", Self.path, #"{"connectorId":\#(connector),"idTag":"T","reservationId":\#(connector)}"#)
      }
      let answer = try await fixture.request("DELETE", "\(Self.path)/1")
      #expect(answer.status == 200)
      #expect(answer.data["status"]?.string == "cancelled")
      #expect(try await station.command("CancelReservation").payload["reservationId"]?.integer == 1)
      station.answers("CancelReservation") { _ in .result(#"{"status":"Rejected"}"#) }
      let rejected = try await fixture.request("DELETE", "\(Self.path)/2")
      #expect(rejected.status == 409)
      #expect(rejected.data["status"]?.string == "lost")
      #expect(try await fixture.request("DELETE", "\(Self.path)/3").status == 404)
    }
  }

  @Test("used by the StartTransaction that names it, or that is of its tag")
  func used() async throws {
    let fixture = try fixture()
    try await fixture.run {
      let station = try await fixture.connect()
      accept(station)
      for connector in 1...2 {
        _ = try await fixture.request(
          "POST", Self.path, #"{"connectorId":\#(connector),"idTag":"T\#(connector)","reservationId":\#(connector)}"#)
      }
      let start = try await station.result(
        "StartTransaction",
        #"{"connectorId":1,"idTag":"OTHER","meterStart":0,"reservationId":1,"timestamp":"2026-01-01T00:00:10Z"}"#)
      let transaction = try #require(start["transactionId"]?.integer)
      try await eventually("reservation 1 is used") {
        try await fixture.store.reservation(1, of: stationID())?.state == .used
      }
      #expect(try await fixture.store.reservation(1, of: stationID())?.transaction == String(transaction))
      try await station.result(
        "StartTransaction", #"{"connectorId":2,"idTag":"t2","meterStart":0,"timestamp":"2026-01-01T00:00:10Z"}"#)
      try await eventually("reservation 2 is used") {
        try await fixture.store.reservation(2, of: stationID())?.state == .used
      }
    }
  }

  @Test("a faulted connector loses its reservation")
  func faulted() async throws {
    let fixture = try fixture()
    try await fixture.run {
      let station = try await fixture.connect()
      accept(station)
      _ = try await fixture.request("POST", Self.path, #"{"connectorId":1,"idTag":"T","reservationId":1}"#)
      try await station.result(
        "StatusNotification", #"{"connectorId":1,"errorCode":"GroundFailure","status":"Faulted"}"#)
      try await eventually("lost") { try await fixture.store.reservation(1, of: stationID())?.state == .lost }
    }
  }

  @Test("expires by itself")
  func expires() async throws {
    let fixture = try fixture()
    try await fixture.run {
      let station = try await fixture.connect()
      accept(station)
      _ = try await fixture.request(
        "POST", Self.path, #"{"connectorId":1,"idTag":"T","reservationId":1,"duration":60}"#)
      try await fixture.clock.advance(by: .seconds(59), pastSleepOf: .seconds(5))
      #expect(try await fixture.store.reservation(1, of: stationID())?.state == .active)
      fixture.clock.advance(by: .seconds(5))
      try await eventually("expired") { try await fixture.store.reservation(1, of: stationID())?.state == .expired }
    }
  }

  @Test("a start whose event was missed still counts when the time is over")
  func usedAfterAll() async throws {
    let fixture = try fixture()
    try await fixture.run {
      let station = try await fixture.connect()
      accept(station)
      _ = try await fixture.request(
        "POST", Self.path, #"{"connectorId":1,"idTag":"T","reservationId":1,"duration":60}"#)
      // Stored, and then the gateway was stopped.
      let now = fixture.clock.milliseconds
      let started = try await fixture.store.startTransaction(
        TransactionStart(
          station: stationID(), connector: 1, idTag: "T", meterStart: 0, reservation: 1,
          timestamp: "2026-01-01T00:00:00Z", startedAt: now, receivedAt: now,
          policy: AuthorizationPolicy(acceptsUnknownTokens: true)))
      try await eventually("used") {
        fixture.clock.advance(by: .seconds(6))
        return try await fixture.store.reservation(1, of: stationID())?.state == .used
      }
      #expect(try await fixture.store.reservation(1, of: stationID())?.transaction == String(started.transaction))
    }
  }

  @Test("a broken connection: uncertain, and asked again with the same id when the station is back")
  func uncertain() async throws {
    let fixture = try fixture()
    try await fixture.run {
      let station = try await fixture.connect()
      station.answers("ReserveNow") { _ in .disconnect }
      let answer = try await fixture.request("POST", Self.path, #"{"connectorId":1,"idTag":"T","reservationId":1}"#)
      #expect(answer.status == 503)
      #expect(try await fixture.store.reservation(1, of: stationID())?.state == .uncertain)
      let back = try await fixture.connect()
      accept(back)
      try await eventually("active") {
        fixture.clock.advance(by: .seconds(6))
        return try await fixture.store.reservation(1, of: stationID())?.state == .active
      }
      #expect(back.commands.filter { $0.action == "ReserveNow" }.count == 1)
      #expect(try await fixture.store.reservations(ReservationQuery()).count == 1)
    }
  }

  @Test("a cancellation without an answer is asked again, too")
  func uncertainCancellation() async throws {
    let fixture = try fixture()
    try await fixture.run {
      let station = try await fixture.connect()
      accept(station)
      _ = try await fixture.request("POST", Self.path, #"{"connectorId":1,"idTag":"T","reservationId":1}"#)
      station.answers("CancelReservation") { _ in .disconnect }
      #expect(try await fixture.request("DELETE", "\(Self.path)/1").status == 503)
      #expect(try await fixture.store.reservation(1, of: stationID())?.state == .cancelUncertain)
      let back = try await fixture.connect()
      back.answers("CancelReservation") { _ in .result(#"{"status":"Rejected"}"#) }
      try await eventually("gone") {
        fixture.clock.advance(by: .seconds(6))
        return try await fixture.store.reservation(1, of: stationID())?.state == .lost
      }
      #expect(back.commands.filter { $0.action == "CancelReservation" }.count == 1)
    }
  }

  @Test("a station that shows Reserved confirms an uncertain one")
  func confirmed() async throws {
    let fixture = try fixture()
    try await fixture.run {
      let station = try await fixture.connect()
      station.answers("ReserveNow") { _ in .disconnect }
      _ = try await fixture.request("POST", Self.path, #"{"connectorId":1,"idTag":"T","reservationId":1}"#)
      let back = try await fixture.connect()
      try await back.result("StatusNotification", #"{"connectorId":1,"errorCode":"NoError","status":"Reserved"}"#)
      try await eventually("active") { try await fixture.store.reservation(1, of: stationID())?.state == .active }
    }
  }

  @Test(
    "what an operator says wrong is told, all of it",
    arguments: [
      (#"{"connectorId":-1,"idTag":"T"}"#, "/connectorId"), (#"{"connectorId":1}"#, ""),
      (#"{"idTag":"123456789012345678901"}"#, "/idTag"), (#"{"idTag":"T","duration":0}"#, "/duration"),
      (#"{"idTag":"T","expiryDate":"tomorrow"}"#, "/expiryDate"),
      (#"{"idTag":"T","expiryDate":"2025-01-01T00:00:00Z"}"#, "/expiryDate"),
      (#"{"idTag":"T","expiryDate":"2026-01-01T00:10:00Z","duration":5}"#, "/duration"),
      (#"{"idTag":"T","reservationId":0}"#, "/reservationId"),
    ])
  func invalid(_ body: String, pointer: String) async throws {
    let fixture = try fixture()
    _ = try await fixture.connect()
    let answer = try await fixture.request("POST", Self.path, body)
    #expect(answer.status == 400)
    #expect(answer.data["violations"]?.elements.first?["pointer"]?.string == pointer)
  }

  private func stationID() throws -> StationID { try #require(StationID("CP-1")) }
}
