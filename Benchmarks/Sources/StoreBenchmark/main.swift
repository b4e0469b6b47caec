import BenchmarkSupport
import Foundation
import GatewayCore
import GatewaySQLite
import OCPPCodec

// What the store's operations cost, beside SQLite's own C interface inserting meter values, in the same run:
//
//     swift run -c release StoreBenchmark [FOLDER [TEXT]]
//
// FOLDER is on the disk to measure; default: the current one. With TEXT only those lines are measured that have it, such
// as `disk stopTransaction 100`.

let folder = CommandLine.arguments.count > 1 ? CommandLine.arguments[1] : FileManager.default.currentDirectoryPath
let filter = CommandLine.arguments.dropFirst(2).joined(separator: " ")
let file = "\(folder)/store-benchmark.db"

@MainActor
func removeFiles() {
  for suffix in ["", "-wal", "-shm", "-lock", "-journal"] { try? FileManager.default.removeItem(atPath: file + suffix) }
}

func line(_ place: String, _ operation: String, _ callers: String, _ cost: Cost, _ bare: Cost?) -> String {
  let columns = [
    (place, 8), (operation, 24), (callers, 8), (String(Int(cost.perSecond)), 10),
    (String(format: "%.2f", cost.microseconds), 10),
    (bare.map { String(format: "%.2f", cost.perSecond / $0.perSecond) } ?? "", 8),
  ]
  return columns.enumerated().map { index, column in
    let padding = String(repeating: " ", count: max(0, column.1 - column.0.count))
    return index < 2 ? column.0 + padding : padding + column.0
  }.joined(separator: " ")
}

print("place    operation                 callers      ops/s  CPU µs/op  of bare")
for (place, location, scale) in [
  ("memory", SQLiteStoreConfiguration.Location.memory, 60_000), ("disk", .file(file), 20_000),
] {
  removeFiles()
  let bare = try BareSQLite(location == .memory ? ":memory:" : file).insert(scale * 2, inGroupsOf: 50)
  print(line(place, "bare SQLite, meter values", "", bare, nil))
  for callers in [1, 100, 1000] {
    for workload in Workload.all {
      guard filter.isEmpty || "\(place) \(workload.name) \(callers)".contains(filter) else { continue }
      removeFiles()
      let store = try await SQLiteStore.open(SQLiteStoreConfiguration(location))
      let operations = callers == 1 && location != .memory ? 500 : scale
      let cost = try await workload.run(on: store, operations: operations, callers: callers)
      print(line(place, workload.name, String(callers), cost, bare))
      await store.close()
    }
  }
}
removeFiles()
