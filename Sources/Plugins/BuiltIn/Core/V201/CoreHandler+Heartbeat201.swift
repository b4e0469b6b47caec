import GatewayCore
import OCPP201

extension CoreHandler {
  /// Answers with the time, by which stations set their clocks (OCPP 2.0.1 G02).
  ///
  /// That the station was heard of is recorded for any message, elsewhere.
  func heartbeat(_ request: OCPP201.HeartbeatRequest, _ context: CallContext) -> OCPP201.HeartbeatResponse {
    OCPP201.HeartbeatResponse(currentTime: currentTime(context))
  }
}
