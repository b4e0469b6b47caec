import Foundation
import GatewayCore
import GatewayHandlers
import GatewayTestSupport
import OCPPCodec
import Testing

/// Whatever stations repeat, delay or mix up, and whenever the gateway is restarted: the store has each transaction once,
/// with the right energy.
@Suite("Ledger of transactions", .timeLimit(.minutes(2)))
struct LedgerTests {
  private struct Charge {
    let connector: Int
    let meterStart: Int
    let meterStop: Int
    let time: String
    var id: Int?
  }

  private enum Step {
    case start(Int)
    case meter(Int)
    case stop(Int)
    /// A stop of a transaction whose id the station never learnt.
    case orphan(Int)
  }

  /// A station with what it has still to send.
  private struct Sender {
    var charges: [Charge]
    var steps: [Step]
    var orphans: Int

    init(_ number: Int, _ generator: inout Reproducible) {
      charges = (0..<Int.random(in: 3...8, using: &generator)).map { index in
        let begin = Int.random(in: 0...100_000, using: &generator)
        return Charge(
          connector: Int.random(in: 1...3, using: &generator), meterStart: begin,
          meterStop: begin + Int.random(in: 0...50_000, using: &generator),
          time: "2026-01-0\(number + 1)T00:\(10 + index):00Z")
      }
      orphans = Int.random(in: 0...2, using: &generator)
      // Each charge in its order, any mixture of them.
      var queues = charges.indices.map { index -> [Step] in
        [.start(index)] + (0..<Int.random(in: 0...3, using: &generator)).map { _ in .meter(index) } + [.stop(index)]
      }
      queues += (0..<orphans).map { [.orphan($0)] }
      steps = []
      while let index = queues.indices.filter({ !queues[$0].isEmpty }).randomElement(using: &generator) {
        steps.append(queues[index].removeFirst())
      }
      // Repeated, and late, at any later place.
      for _ in 0..<steps.count / 2 {
        let place = Int.random(in: 0..<steps.count, using: &generator)
        steps.insert(steps[place], at: Int.random(in: (place + 1)...steps.count, using: &generator))
      }
    }

    var energy: Int { charges.reduce(0) { $0 + $1.meterStop - $1.meterStart } }
  }

  private func send(_ step: Step, of sender: inout Sender, by station: ScriptedStation, id: String) async throws {
    switch step {
    case .start(let index):
      let charge = sender.charges[index]
      let answer = try await station.result(
        "StartTransaction",
        Messages.start("TAG", connector: charge.connector, meter: charge.meterStart, at: charge.time), id: id)
      let given = try #require(answer["transactionId"]?.integer)
      if let known = charge.id { #expect(given == known, "a repeated start got another id") }
      sender.charges[index].id = given
    case .meter(let index):
      let charge = sender.charges[index]
      let number = try #require(charge.id)
      try await station.result(
        "MeterValues",
        #"{"connectorId":\#(charge.connector),"transactionId":\#(number),"meterValue":[{"timestamp":"\#(charge.time)","sampledValue":[{"value":"1"}]}]}"#,
        id: id)
    case .stop(let index):
      let charge = sender.charges[index]
      try await station.result(
        "StopTransaction", Messages.stop(try #require(charge.id), meter: charge.meterStop), id: id)
    case .orphan(let index):
      try await station.result("StopTransaction", Messages.stop(-1, meter: 10 + index), id: id)
    }
  }

  private func restart(_ file: String, stations: Int) async throws -> (HandlerFixture, [ScriptedStation]) {
    var configuration = CoreConfiguration()
    configuration.authorization.acceptsUnknownTokens = true
    let handler = CoreHandler.make(options: StationOptions(configuration), heartbeatInterval: .seconds(300))
    let fixture = try HandlerFixture(handlers: [handler], store: try await StoreProbe().openStore(in: file))
    var connected: [ScriptedStation] = []
    for number in 0..<stations { connected.append(try await fixture.connect("CP-\(number)")) }
    return (fixture, connected)
  }

  @Test(arguments: 1...8)
  func eachTransactionOnce(seed: UInt64) async throws {
    var generator = Reproducible(seed: seed)
    let folder = FileManager.default.temporaryDirectory.appending(component: "ledger-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(component: "gateway.db").path
    var senders = (0..<3).map { Sender($0, &generator) }
    var (fixture, stations) = try await restart(file, stations: senders.count)
    var count = 0
    while let place = senders.indices.filter({ !senders[$0].steps.isEmpty }).randomElement(using: &generator) {
      if Int.random(in: 0..<25, using: &generator) == 0 {
        await fixture.store.close()
        (fixture, stations) = try await restart(file, stations: senders.count)
      }
      count += 1
      let step = senders[place].steps.removeFirst()
      try await send(step, of: &senders[place], by: stations[place], id: "m\(count)")
    }

    var ids: Set<String> = []
    for (sender, station) in zip(senders, stations) {
      let records = try await fixture.store.transactions(TransactionQuery(station: station.id, limit: 1000))
      let ended = records.filter { $0.state == .ended }
      #expect(Set(ended.map(\.id)) == Set(sender.charges.compactMap { $0.id.map(String.init) }))
      #expect(ended.count == sender.charges.count)
      #expect(records.count { $0.state == .orphaned } == sender.orphans)
      #expect(records.count { $0.state == .active } == 0)
      let energy = ended.reduce(0) { $0 + ($1.meterStop?.integer ?? 0) - ($1.meterStart?.integer ?? 0) }
      #expect(energy == sender.energy)
      ids.formUnion(ended.map(\.id))
    }
    #expect(ids.count == senders.reduce(0) { $0 + $1.charges.count })
    await fixture.store.close()
  }
}
