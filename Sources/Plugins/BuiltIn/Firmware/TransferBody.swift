import GatewayCore
import OCPP16
import OCPPCodec

/// What an operator says of a job: for one station, or as part of a campaign.
struct TransferBody: Sendable {
  let command: TransferCommand
  let attempts: Int?
  let expectedVersion: String?

  private static let shared = [
    EndpointBody.Member(
      "location", ["type": "string", "format": "uri", "description": "Must be allowed by the configuration."],
      isRequired: true),
    EndpointBody.Member("retries", ["type": "integer", "minimum": 0, "description": "The station's own."]),
    EndpointBody.Member(
      "retryInterval", ["type": "integer", "minimum": 0, "description": "The station's own; seconds."]),
    EndpointBody.Member(
      "attempts",
      [
        "type": "integer", "minimum": 1, "maximum": 100,
        "description": "How often it is sent at most when the station fails at it.",
      ]),
  ]

  static let firmware =
    shared + [
      EndpointBody.Member(
        "retrieveDate", ["type": "string", "format": "date-time", "description": "Not before; without it, now."]),
      EndpointBody.Member(
        "expectedVersion",
        ["type": "string", "description": "The firmware that the station has when all went well."]),
    ]

  static let diagnostics =
    shared + [
      EndpointBody.Member("startTime", ["type": "string", "format": "date-time"]),
      EndpointBody.Member("stopTime", ["type": "string", "format": "date-time"]),
    ]

  /// - Parameters:
  ///   - kind: which command.
  ///   - configuration: where files may come from and go to.
  ///   - now: milliseconds since the epoch.
  init(
    _ kind: String, reading reader: inout BodyReader, _ configuration: FirmwareConfiguration, now: Int64
  ) {
    let location = reader.requiredText("location") ?? ""
    let isFirmware = kind == OCPP16.UpdateFirmwareRequest.action
    let policy = isFirmware ? configuration.firmwareLocations : configuration.diagnosticsLocations
    if !location.isEmpty {
      do throws(FileLocation.Problem) {
        try policy.check(location)
      } catch {
        reader.report("/location", .format, "the location \(error)")
      }
    }
    let retries = Self.count("retries", &reader)
    let retryInterval = Self.count("retryInterval", &reader)
    attempts = Self.count("attempts", &reader, in: 1...100)
    expectedVersion = isFirmware ? reader.text("expectedVersion") : nil
    if isFirmware {
      let date = Self.date("retrieveDate", &reader) ?? DateTime(millisecondsSinceEpoch: now)
      command = .firmware(
        OCPP16.UpdateFirmwareRequest(
          location: location, retries: retries, retrieveDate: date, retryInterval: retryInterval))
    } else {
      let (start, stop) = (Self.date("startTime", &reader), Self.date("stopTime", &reader))
      if let start = start?.millisecondsSinceEpoch, let stop = stop?.millisecondsSinceEpoch, start > stop {
        reader.report("/stopTime", .minimum, "'stopTime' must not be before 'startTime'")
      }
      command = .diagnostics(
        OCPP16.GetDiagnosticsRequest(
          location: location, retries: retries, retryInterval: retryInterval, startTime: start, stopTime: stop))
    }
  }

  static func count(
    _ name: String, _ reader: inout BodyReader, in range: ClosedRange<Int> = 0...Int(Int32.max)
  ) -> Int? {
    guard let value = reader.integer(name) else { return nil }
    if !range.contains(value) {
      reader.report(
        "/\(name)", value < range.lowerBound ? .minimum : .maximum,
        "'\(name)' must be from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  static func date(_ name: String, _ reader: inout BodyReader) -> DateTime? {
    guard let text = reader.text(name) else { return nil }
    let date = DateTime(rfc3339: text)
    if date == nil {
      reader.report("/\(name)", .format, "'\(name)' must be a date and time as in 2030-01-01T00:00:00Z")
    }
    return date
  }
}
