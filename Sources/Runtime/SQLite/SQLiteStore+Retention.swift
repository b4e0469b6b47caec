package import GatewayCore

extension SQLiteStore {
  package func removePast(_ limits: RetentionLimits) async throws -> Int {
    try await writeMuch { try $0.removePast(limits) }
  }
}
