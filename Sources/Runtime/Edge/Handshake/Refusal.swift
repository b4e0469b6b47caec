import GatewayCore
import NIOHTTP1

/// Why a station is turned away.
struct Refusal: Error, Equatable {
  let status: HTTPResponseStatus
  let reason: String

  init(_ status: HTTPResponseStatus, _ reason: String) {
    self.status = status
    self.reason = reason
  }

  /// - Returns: nil when the station may connect.
  init?(_ admission: Admission) {
    switch admission {
    case .admitted: return nil
    case .unknownStation: self.init(.notFound, "the station is not known here")
    case .unauthorized(let reason): self.init(.unauthorized, reason)
    case .tooManyAttempts: self.init(.tooManyRequests, "there were too many wrong passwords; wait a minute")
    case .busy: self.init(.serviceUnavailable, "too many stations are connecting")
    }
  }

  var decision: HandshakeDecision { .refuse(status, reason: reason) }
}
