/// An update of the firmware, as far as it is simulated: its states in the words of OCPP 1.6 §7.25 and of the security
/// whitepaper. Nothing is fetched.
struct FirmwareUpdate: Sendable {
  /// What is installed.
  var version: String
  /// What is still to be told; the first is next.
  var steps: [String] = []
  /// Of a SignedUpdateFirmware.
  var requestID: Int?
  /// What TriggerMessage is answered.
  var state = "Idle"

  init(version: String) {
    self.version = version
  }

  /// The version that an update brings, since no file says: `1.0.0` becomes `1.0.1`.
  static func version(after version: String) -> String {
    let digits = String(version.reversed().prefix { $0.isASCII && $0.isNumber }.reversed())
    guard let number = Int(digits), number < Int.max else { return String("\(version)-1".suffix(50)) }
    return version.dropLast(digits.count) + String(number + 1)
  }
}
