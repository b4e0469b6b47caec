import GatewayCore
import GatewayTestSupport
import OCPP16
import OCPPCodec

/// Calls by ``OutboundCalls``, and how they end.
enum CommandProbe {
  enum Outcome: Equatable, Sendable {
    case answered
    case failed(String)
  }

  private static let clearCache = ActionDescriptor(
    name: "ClearCache", index: 0, profile: "Core", sender: .csms,
    request: MessageDescriptor(OCPP16.ClearCacheRequest.self),
    response: MessageDescriptor(OCPP16.ClearCacheResponse.self))

  static func call(
    _ outbound: OutboundCalls, _ id: String, _ clock: ManualClock, timeout: Duration = .seconds(30)
  ) async -> Outcome {
    do {
      _ = try await outbound.call(
        id: id, frame: Array("CALL \(id)".utf8), action: clearCache,
        timeout: timeout, clock: clock)
      return .answered
    } catch let failure as CommandFailure {
      switch failure {
      case .timedOut(let wasSent): return .failed(wasSent ? "timed out, sent" : "timed out, not sent")
      case .disconnected(let wasSent): return .failed(wasSent ? "disconnected, sent" : "disconnected, not sent")
      case .error(let error): return .failed(error.code.rawValue)
      default: return .failed(failure.outcome)
      }
    } catch {
      return .failed("\(type(of: error))")
    }
  }

  /// Answers a CALL.
  @discardableResult
  static func resolve(_ outbound: OutboundCalls, _ id: String, error: CallError? = nil) -> Bool {
    outbound.resolve(id: id) { action in
      if let error { return .failure(CommandFailure.error(error)) }
      var payload = #"{"status":"Accepted"}"#
      return payload.withUTF8 { bytes in Result { try action.response.decode(bytes) } }
    }
  }
}
