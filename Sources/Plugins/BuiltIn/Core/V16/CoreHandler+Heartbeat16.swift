import GatewayCore
import OCPP16

extension CoreHandler {
  /// Answers with the time, by which stations set their clocks (OCPP 1.6 §4.6).
  ///
  /// That the station was heard of is recorded for any message, elsewhere.
  func heartbeat(_ request: OCPP16.HeartbeatRequest, _ context: CallContext) -> OCPP16.HeartbeatResponse {
    OCPP16.HeartbeatResponse(currentTime: currentTime(context))
  }
}
