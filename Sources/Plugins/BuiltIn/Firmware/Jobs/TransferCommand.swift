import OCPP16
import OCPPCodec

/// A command that makes a station transfer a file.
enum TransferCommand: Sendable, Equatable {
  case firmware(OCPP16.UpdateFirmwareRequest)
  case diagnostics(OCPP16.GetDiagnosticsRequest)

  /// The kinds of operations that they are.
  static let kinds = [OCPP16.UpdateFirmwareRequest.action, OCPP16.GetDiagnosticsRequest.action]

  /// The action, which is also the kind of the operation.
  var kind: String {
    switch self {
    case .firmware: OCPP16.UpdateFirmwareRequest.action
    case .diagnostics: OCPP16.GetDiagnosticsRequest.action
    }
  }

  var location: String {
    switch self {
    case .firmware(let request): request.location
    case .diagnostics(let request): request.location
    }
  }

  var payload: RawJSON {
    switch self {
    case .firmware(let request): request.json
    case .diagnostics(let request): request.json
    }
  }

  /// When the station may begin, in milliseconds since the epoch; nil: at once.
  var beginsAt: Int64? {
    switch self {
    case .firmware(let request): request.retrieveDate.millisecondsSinceEpoch
    case .diagnostics: nil
    }
  }

  /// - Returns: nil when the kind is another one or the payload doesn't conform.
  init?(kind: String, payload: RawJSON) {
    var text = payload.text
    let message = text.withUTF8 { bytes in
      try? MessageCatalog.v16.action(named: kind)?.request.decode(bytes)
    }
    switch message {
    case let request as OCPP16.UpdateFirmwareRequest: self = .firmware(request)
    case let request as OCPP16.GetDiagnosticsRequest: self = .diagnostics(request)
    default: return nil
    }
  }
}
