/// An upload of diagnostics or of a log, as far as it is simulated: its states in the words of OCPP 1.6 §7.24 and of the
/// security whitepaper. Nothing is sent.
struct FileUpload: Sendable {
  var steps: [String] = []
  /// Of a GetLog.
  var requestID: Int?
  var state = "Idle"
}
