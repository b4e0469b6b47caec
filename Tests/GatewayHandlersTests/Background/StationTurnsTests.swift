import GatewayCore
import Synchronization
import Testing

@testable import GatewayHandlers

@Suite("Turns of those who work on the same station")
struct StationTurnsTests {
  /// Who works on what.
  private final class Watch: Sendable {
    private let busy = Mutex<[StationID: Int]>([:])
    private let ended = Mutex(0)

    var done: Int { ended.withLock { $0 } }

    func work(on station: StationID) async {
      let others = busy.withLock { busy in
        busy[station, default: 0] += 1
        return busy[station]
      }
      #expect(others == 1)
      await Task.yield()
      busy.withLock { $0[station, default: 0] -= 1 }
      ended.withLock { $0 += 1 }
    }
  }

  @Test("one after the other, and stations side by side")
  func turns() async throws {
    let turns = StationTurns()
    let watch = Watch()
    let stations = try (0..<4).map { try #require(StationID("CP-\($0)")) }
    await withTaskGroup { group in
      for number in 0..<400 {
        let station = stations[number % 4]
        group.addTask { await turns.withTurn(station) { await watch.work(on: station) } }
      }
    }
    #expect(watch.done == 400)
  }

  @Test("one that fails lets the next one go on")
  func failure() async throws {
    struct Refusal: Error {}
    let turns = StationTurns()
    let station = try #require(StationID("CP-1"))
    await #expect(throws: Refusal.self) { try await turns.withTurn(station) { throw Refusal() } }
    #expect(await turns.withTurn(station) { 5 } == 5)
  }
}
