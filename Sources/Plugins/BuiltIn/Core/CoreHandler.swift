package import GatewayCore
import OCPP16
import OCPP201
import OCPPCodec

/// The handler `core`: what a station needs to boot, authorize, charge and report.
///
/// Each action is a function of its own, with at most one call to the store. A function answers once the store has what
/// it recorded.
package struct CoreHandler: Sendable {
  /// What the configuration calls it.
  package static let name = "core"

  let registration: RegistrationState
  /// Seconds.
  let heartbeatInterval: Int
  /// Seconds.
  let bootRetryInterval: Int
  let policy: AuthorizationPolicy
  /// In small letters.
  let dataTransferVendors: Set<String>

  private init(_ configuration: CoreConfiguration, heartbeatInterval: Duration) {
    registration = configuration.registration
    self.heartbeatInterval = Self.seconds(heartbeatInterval)
    bootRetryInterval = Self.seconds(configuration.bootRetryInterval)
    policy = configuration.authorization
    dataTransferVendors = Set(configuration.dataTransferVendors.map { $0.lowercased() })
  }

  // 0 would leave the interval to the station, less would mean nothing.
  private static func seconds(_ duration: Duration) -> Int { max(Int(clamping: duration.components.seconds), 1) }

  /// Makes the handler.
  ///
  /// - Parameters:
  ///   - configuration: its options.
  ///   - heartbeatInterval: how often stations shall send a Heartbeat; at least a second, fractions are dropped.
  package static func make(configuration: CoreConfiguration, heartbeatInterval: Duration) -> RoutedHandler {
    let core = CoreHandler(configuration, heartbeatInterval: heartbeatInterval)
    var handler = RoutedHandler(name: name)
    core.add16(to: &handler)
    core.add201(to: &handler)
    return handler
  }

  private func add16(to handler: inout RoutedHandler) {
    handler.on(OCPP16.AuthorizeRequest.self) { try await authorize($0, $1, at: $2.call.receivedAt) }
    handler.on(OCPP16.BootNotificationRequest.self) { try await boot($0, $1, at: $2.call.receivedAt) }
    handler.on(OCPP16.DataTransferRequest.self) { request, context, _ in transferData(request, context) }
    handler.on(OCPP16.HeartbeatRequest.self) { request, context, _ in heartbeat(request, context) }
    handler.on(OCPP16.MeterValuesRequest.self) { try await recordMeterValues($0, $1, at: $2.call.receivedAt) }
    handler.on(OCPP16.SecurityEventNotificationRequest.self) {
      try await recordSecurityEvent($0, $1, at: $2.call.receivedAt)
    }
    handler.on(OCPP16.StartTransactionRequest.self) { try await start($0, $1, at: $2.call.receivedAt) }
    handler.on(OCPP16.StatusNotificationRequest.self) { try await recordStatus($0, $1, at: $2.call.receivedAt) }
    handler.on(OCPP16.StopTransactionRequest.self) { try await stop($0, $1, at: $2.call.receivedAt) }
  }

  private func add201(to handler: inout RoutedHandler) {
    handler.on(OCPP201.AuthorizeRequest.self) { try await authorize($0, $1, at: $2.call.receivedAt) }
    handler.on(OCPP201.BootNotificationRequest.self) { try await boot($0, $1, at: $2.call.receivedAt) }
    handler.on(OCPP201.DataTransferRequest.self) { request, context, _ in transferData(request, context) }
    handler.on(OCPP201.HeartbeatRequest.self) { request, context, _ in heartbeat(request, context) }
    handler.on(OCPP201.MeterValuesRequest.self) { try await recordMeterValues($0, $1, at: $2.call.receivedAt) }
    handler.on(OCPP201.NotifyReportRequest.self) { try await recordReport($0, $1, at: $2.call.receivedAt) }
    handler.on(OCPP201.SecurityEventNotificationRequest.self) {
      try await recordSecurityEvent($0, $1, at: $2.call.receivedAt)
    }
    handler.on(OCPP201.StatusNotificationRequest.self) { try await recordStatus($0, $1, at: $2.call.receivedAt) }
    handler.on(OCPP201.TransactionEventRequest.self) { try await recordEvent($0, $1, at: $2.call.receivedAt) }
  }
}
