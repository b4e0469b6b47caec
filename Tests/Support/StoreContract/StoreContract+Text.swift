import GatewayCore
import OCPPCodec
import Testing

extension StoreContract {
  static let textChecks: [StoreCheck] = [
    StoreCheck("odd text comes back as it went in") { store in
      for (index, text) in oddTexts.enumerated() {
        let station = "CP-\(index)"
        try await store.putIdTokens([IdTokenRecord(id: text, type: text, expiryDate: text, parent: text)])
        let token = try #require(try await store.idToken(text))
        #expect(isSame(token.id, text))
        #expect(isSame(token.parent, text))
        let started = try await store.startTransaction(Samples.start(station, idTag: text, timestamp: text))
        #expect(try await store.startTransaction(Samples.start(station, idTag: text, timestamp: text)).isRepeated)
        var stop = try Samples.stop(started.transaction, station: station, idTag: text, timestamp: text)
        stop.reason = text
        _ = try await store.stopTransaction(stop)
        let id = String(started.transaction)
        let record = try #require(try await store.transaction(id, of: Samples.station(station)))
        #expect(isSame(record.idToken, text))
        #expect(isSame(record.startTimestamp, text))
        #expect(isSame(record.stopReason, text))
        #expect(isSame(record.stopIdToken, text))
        _ = try await store.recordTransactionEvent(
          Samples.event(.started, 0, transaction: text, station: station, chargingState: text))
        let event = try #require(try await store.transaction(text, of: Samples.station(station)))
        #expect(isSame(event.id, text))
        #expect(isSame(event.chargingState, text))
        let found = try await store.transactions(TransactionQuery(station: Samples.station(station), idToken: text))
        #expect(found.map(\.id) == [id])
      }
    },
    StoreCheck("odd stations are stations") { store in
      for text in ["ü", "u\u{308}", "Ü", "充电桩", "🚗", String(repeating: "é", count: 200)] {
        try await store.recordConnection(Samples.connection(text))
        #expect(isSame(try await store.station(Samples.station(text))?.id.text, text))
      }
      // Differently encoded letters are different stations.
      #expect(try await store.stations(StationQuery()).count == 6)
    },
    StoreCheck("JSON comes back byte for byte") { store in
      let texts = [
        #"{"a":"\u0000","b":"\ud83d\ude00"}"#, #"{ "z" : 1.0 , "a":1E+2 }"#, "[]", "null",
        "\"" + String(repeating: "💡é", count: 5000) + "\"",
      ]
      for (number, text) in texts.enumerated() {
        try await store.recordBoot(Samples.boot(payload: text))
        #expect(isSame(try await store.station(Samples.station())?.boot?.text, text))
        try await store.recordMeterValues(Samples.meterValues(text, transaction: "\(number)"))
        let values = try await store.meterValues(ofTransaction: "\(number)", of: Samples.station(), limit: 1)
        #expect(isSame(values.first?.values.text, text))
      }
    },
    StoreCheck("decimals come back with their value") { store in
      for (number, text) in ["0", "-0.1", "12345.60", "1e3", "123456789012345678901234567890.5"].enumerated() {
        let energy = try #require(DecimalNumber(text: text))
        let transaction = "tx-\(number)"
        _ = try await store.recordTransactionEvent(
          Samples.event(.started, 0, transaction: transaction, energy: energy))
        #expect(try await store.transaction(transaction, of: Samples.station("CS-1"))?.meterStart == energy)
      }
    },
  ]

  private static let oddTexts = [
    "", " ", "\u{0}", "a\u{0}b", "tag\u{1}\u{2}", "'; DROP TABLE transactions; --", "%_*?[a-z]", "\\", "\"", "💡🚗",
    "e\u{301}", "ÅÄÖ", "İ", "ß", "\u{FEFF}x", "line\nbreak\r\n\u{2028}", "\u{10FFFF}",
    String(repeating: "x", count: 10_000), String(repeating: "💡", count: 2_500),
  ]

  /// Byte for byte, which Swift's own comparison isn't.
  private static func isSame(_ left: String?, _ right: String) -> Bool {
    guard let left else { return false }
    return left.utf8.elementsEqual(right.utf8)
  }
}
