import GatewayPluginSDK
import GatewayPluginTestKit
import Testing

@testable import TariffRules

@Suite struct TariffRulesTests {
  private let configuration = """
    {"currency": "EUR", "time_zone": "Europe/Berlin", "session_fee": 0.5, "rules": [
      {"name": "night", "from": "22:00", "until": "06:00", "price": 0.2},
      {"name": "day", "price": 0.4}]}
    """

  private func gateway() throws -> TestGateway<TariffRules> {
    let gateway = try TestGateway(TariffRules.self, configuration: configuration)
    gateway.next(OCPP16.StartTransactionRequest.self) { _ in
      .init(idTagInfo: .init(status: .accepted), transactionId: 5)
    }
    gateway.next(OCPP16.MeterValuesRequest.self) { _ in .init() }
    gateway.next(OCPP16.StopTransactionRequest.self) { _ in .init() }
    gateway.next(OCPP201.TransactionEventRequest.self) { _ in .init() }
    return gateway
  }

  private func time(_ text: String) throws -> DateTime { try #require(DateTime(rfc3339: text)) }

  @Test("1.6: an invoice at the end, by the rules of the time of day")
  func invoice() async throws {
    let gateway = try gateway()
    // 22:00 in Berlin is 21:00 UTC: half of the first 3 kWh is of the day.
    _ = try await gateway.receive(
      OCPP16.StartTransactionRequest(
        connectorId: 1, idTag: "A", meterStart: 1000, timestamp: time("2026-01-10T20:30:00Z")))
    _ = try await gateway.receive(
      OCPP16.MeterValuesRequest(
        connectorId: 1, transactionId: 5,
        meterValue: [
          .init(timestamp: time("2026-01-10T21:30:00Z"), sampledValue: [.init(value: "4.0", unit: .kWh)])
        ]))
    _ = try await gateway.receive(
      OCPP16.StopTransactionRequest(meterStop: 5000, timestamp: time("2026-01-10T22:00:00Z"), transactionId: 5))
    let line = try #require(gateway.logs.first)
    #expect(
      line.fields == [
        "transaction": "5", "energy_kwh": "4.000", "cost": "1.60", "currency": "EUR",
        "periods": "night 2.500 kWh, day 1.500 kWh",
      ])
    #expect(gateway.metrics.contains(TestMetric(.counter, "invoices_total", 1)))
    #expect(try gateway.stateValue("CP-1/5", as: Bill.self) == nil)
  }

  @Test(
    "the time of day is the place's, also on the days with 23 and 25 hours",
    arguments: [
      // 20:00 UTC is 22:00 in Berlin's summer, 21:00 in its winter.
      ("2026-07-01T19:00:00Z", "2026-07-01T21:00:00Z", ["day": 60, "night": 60]),
      ("2026-12-01T19:00:00Z", "2026-12-01T21:00:00Z", ["day": 120]),
      ("2026-12-01T20:00:00Z", "2026-12-01T22:00:00Z", ["day": 60, "night": 60]),
      // The clocks go from 2 to 3 on 29 March, from 3 to 2 on 25 October: nights of 7 and 9 hours.
      ("2026-03-28T20:00:00Z", "2026-03-29T06:00:00Z", ["day": 180, "night": 420]),
      ("2026-10-24T19:00:00Z", "2026-10-25T07:00:00Z", ["day": 180, "night": 540]),
    ])
  func daylightSaving(_ begin: String, _ end: String, _ minutes: [String: Int64]) throws {
    let tariff = try Tariff(JSONValue(parsing: configuration).decode(Tariff.Configuration.self))
    let (begin, end) = (try milliseconds(begin), try milliseconds(end))
    let shares = tariff.shares(from: begin, to: end)
    #expect(Dictionary(shares.map { ($0.name, $0.milliseconds / 60_000) }, uniquingKeysWith: +) == minutes)
  }

  private func milliseconds(_ text: String) throws -> Int64 { try #require(try time(text).millisecondsSinceEpoch) }

  @Test("a clock that was years off costs no more than a month's looking")
  func wrongClock() throws {
    let tariff = try Tariff(JSONValue(parsing: configuration).decode(Tariff.Configuration.self))
    func reading(_ milliwattHours: Int, _ time: Int64) -> Reading {
      Reading(milliwattHours: milliwattHours, time: time)
    }
    var bill = Bill(reading: reading(0, -62_135_596_800_000), tariff)
    bill.charge(upTo: reading(1_000_000, 1_800_000_000_000), tariff)
    #expect(bill.milliwattHours == 1_000_000)
    #expect(bill.time == 1_800_000_000_000)
  }

  @Test("2.0.1: the running cost in every answer, the final one at the end; repetitions cost nothing")
  func totalCost() async throws {
    let gateway = try gateway()
    func event(_ type: OCPP201.TransactionEventEnumType, _ wattHours: Int?, _ at: String) async throws -> DecimalNumber?
    {
      let values = try wattHours.map {
        [OCPP201.MeterValueType(sampledValue: [.init(value: DecimalNumber($0))], timestamp: try time(at))]
      }
      return try await gateway.receive(
        OCPP201.TransactionEventRequest(
          eventType: type, meterValue: values, timestamp: time(at), triggerReason: .meterValuePeriodic, seqNo: 0,
          transactionInfo: .init(transactionId: "T-1"))
      ).totalCost
    }
    #expect(try await event(.started, 0, "2026-01-10T10:00:00Z") == DecimalNumber(significand: 5, exponent: -1))
    #expect(try await event(.updated, 2500, "2026-01-10T10:30:00Z") == DecimalNumber(significand: 15, exponent: -1))
    #expect(try await event(.updated, 2500, "2026-01-10T10:30:00Z") == DecimalNumber(significand: 15, exponent: -1))
    #expect(try await event(.ended, 5000, "2026-01-10T11:00:00Z") == DecimalNumber(significand: 25, exponent: -1))
    #expect(gateway.logs.first?.fields["cost"] == "2.50")
    #expect(try await event(.ended, 5000, "2026-01-10T11:00:00Z") == nil)
    #expect(gateway.logs.count == 1)
  }

  @Test("a rest of the chain that refuses leaves nothing to pay")
  func refused() async throws {
    let gateway = try gateway()
    gateway.next(OCPP16.StartTransactionRequest.self) { _ in throw OCPPError(.internalError, "no") }
    await #expect(throws: OCPPError.self) {
      try await gateway.receive(
        OCPP16.StartTransactionRequest(
          connectorId: 1, idTag: "A", meterStart: 0, timestamp: time("2026-01-10T20:30:00Z")))
    }
    #expect(try gateway.stateValue("CP-1/5", as: Bill.self) == nil)
  }

  @Test(
    "problems of the configuration are said",
    arguments: [
      (#"{"name": "a", "from": "25:00", "price": 1}"#, "rule 'a': '25:00' is no time of day such as 22:00"),
      (#"{"name": "a", "from": "06:00", "price": 1}"#, "no rule has a price for 00:00"),
      (#"{"name": "a", "price": "1"}"#, "rules[0].price: a number was expected"),
      (#"{"name": "a", "price": 1}, {"name": "a", "price": 2}"#, "there are two rules 'a'"),
    ])
  func problems(_ rules: String, _ problem: String) {
    let error = #expect(throws: TestGatewayError.self) {
      try TestGateway(TariffRules.self, configuration: #"{"currency": "EUR", "rules": [\#(rules)]}"#)
    }
    #expect(error?.description.hasPrefix(problem) == true, "\(error?.description ?? "")")
  }

  @Test("a time zone that there is not is refused")
  func timeZone() {
    let configuration = #"{"currency": "EUR", "time_zone": "Europe/Atlantis", "rules": [{"name": "a", "price": 1}]}"#
    let error = #expect(throws: TestGatewayError.self) {
      try TestGateway(TariffRules.self, configuration: configuration)
    }
    #expect(error?.description.contains("there is no 'Europe/Atlantis'") == true, "\(error?.description ?? "")")
  }
}
