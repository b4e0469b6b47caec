import GatewayCore
import GatewaySQLite
import StoreContract
import Testing

@Suite("Store contract")
struct SQLiteContractTests {
  @Test(arguments: StoreContract.checks)
  func inMemory(_ check: StoreCheck) async throws {
    try await check.run(
      on: StoreFixture(isDurable: false) { try await SQLiteStore.open(SQLiteStoreConfiguration(.memory)) })
  }

  @Test(arguments: StoreContract.checks)
  func onDisk(_ check: StoreCheck) async throws {
    let folder = try TemporaryFolder()
    try await check.run(
      on: StoreFixture(isDurable: true) {
        try await SQLiteStore.open(SQLiteStoreConfiguration(.file(folder.file("gateway.db"))))
      })
  }
}
