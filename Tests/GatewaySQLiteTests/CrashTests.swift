import Foundation
import GatewayCore
import GatewaySQLite
import OCPPCodec
import Testing

@Suite("Crashes")
struct CrashTests {
  /// A child process tells each operation that the store has acknowledged, and is killed amid others.
  @Test(arguments: [1, 40, 150])
  func whatWasAcknowledgedIsThere(_ count: Int) async throws {
    let folder = try TemporaryFolder()
    let path = folder.file("gateway.db")
    for round in 0..<3 {
      let result = try await #require(
        processExitsWith: .signal(SIGKILL), observing: [\.standardOutputContent]
      ) { [path = path as String, count = count as Int, round = round as Int] in
        try await Self.writeUntilKilled(path, after: count, round: round)
      }
      let output = String(decoding: result.standardOutputContent, as: UTF8.self)
      let lines = output.split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
      try await expectAll(lines.filter { $0.count == 4 && $0[0] == "acknowledged" }, in: path, atLeast: count)
    }
  }

  private static func writeUntilKilled(_ path: String, after count: Int, round: Int) async throws {
    let store = try await SQLiteStore.open(SQLiteStoreConfiguration(.file(path)))
    await withTaskGroup { group in
      for worker in 0..<20 {
        group.addTask {
          for number in 0..<100_000 {
            let id = round * 10_000_000 + worker * 100_000 + number
            guard let transaction = try? await write(id, worker: worker, to: store) else { return }
            let line = "acknowledged \(transaction) \(id) \(worker)\n"
            _ = line.withCString { Foundation.write(STDOUT_FILENO, $0, strlen($0)) }
            if worker == 0, number == count { kill(getpid(), SIGKILL) }
          }
        }
      }
    }
  }

  private static func write(_ id: Int, worker: Int, to store: SQLiteStore) async throws -> Int {
    let transaction = try await store.startTransaction(Samples.start(id, station: "CP-\(worker)")).transaction
    try await store.recordMeterValues(Samples.meterValues("[\(id)]", transaction: "\(transaction)"))
    return transaction
  }

  private func expectAll(_ lines: [[String]], in path: String, atLeast count: Int) async throws {
    #expect(lines.count > count)
    // Opening checks the whole file too.
    let store = try await SQLiteStore.open(SQLiteStoreConfiguration(.file(path)))
    var lost: [[String]] = []
    for line in lines {
      let transaction = try await store.transaction(line[1], of: Samples.station("CP-\(line[3])"))
      let values = try await store.meterValues(ofTransaction: line[1], of: Samples.station(), limit: 10)
      if transaction?.idToken != "TAG-\(line[2])" || values.map(\.values.text) != ["[\(line[2])]"] { lost.append(line) }
    }
    #expect(lost == [])
    await store.close()
  }

  @Test func databaseThatWasJustCreatedOpensAgain() async throws {
    let folder = try TemporaryFolder()
    let path = folder.file("gateway.db")
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
      let store = try await SQLiteStore.open(SQLiteStoreConfiguration(.file(path)))
      kill(getpid(), SIGKILL)
      await store.close()
    }
    let store = try await SQLiteStore.open(SQLiteStoreConfiguration(.file(path)))
    _ = try await store.startTransaction(Samples.start())
    await store.close()
  }
}
