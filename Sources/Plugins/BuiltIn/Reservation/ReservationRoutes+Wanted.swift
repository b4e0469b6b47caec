import GatewayCore
import OCPPCodec

extension ReservationRoutes {
  /// What an operator wants reserved.
  struct Wanted {
    let id: Int?
    let connector: Int
    let idTag: String
    let parentIdTag: String?
    let expiry: DateTime

    private static let members = ["connectorId", "idTag", "parentIdTag", "expiryDate", "duration", "reservationId"]

    /// - Parameter now: milliseconds since the epoch.
    /// - Throws: ``APIError`` with all that is wrong.
    init(_ body: JSONBody, _ configuration: ReservationConfiguration, now: Int64) throws(APIError) {
      var reader = BodyReader(body, members: Self.members)
      connector = reader.integer("connectorId") ?? 0
      if connector < 0 { reader.report("/connectorId", .minimum, "'connectorId' must be 0 or more") }
      idTag = reader.requiredText("idTag") ?? ""
      parentIdTag = reader.text("parentIdTag")
      for (name, text) in [("idTag", idTag), ("parentIdTag", parentIdTag ?? "")] where text.unicodeScalars.count > 20 {
        reader.report("/\(name)", .maxLength, "'\(name)' must have at most 20 characters")
      }
      id = reader.integer("reservationId")
      if let id, !(1...Int(Int32.max)).contains(id) {
        reader.report("/reservationId", .minimum, "'reservationId' must be from 1 to \(Int32.max)")
      }
      let longest = configuration.maximumDuration.milliseconds
      var expiresAt = now + configuration.standardDuration.milliseconds
      let duration = reader.integer("duration")
      if let duration {
        if (1...Int(longest / 1000)).contains(duration) {
          expiresAt = now + Int64(duration) * 1000
        } else {
          reader.report("/duration", .maximum, "'duration' must be from 1 to \(longest / 1000) seconds")
        }
      }
      if let text = reader.text("expiryDate") {
        if let moment = DateTime(rfc3339: text)?.millisecondsSinceEpoch {
          if moment <= now || moment > now + longest {
            reader.report(
              "/expiryDate", .maximum, "'expiryDate' must be in the future, at most \(longest / 1000) seconds from now")
          }
          expiresAt = moment
        } else {
          reader.report("/expiryDate", .format, "'expiryDate' must be a date and time as in 2030-01-01T00:00:00Z")
        }
        if duration != nil {
          reader.report("/duration", .maxItems, "'duration' and 'expiryDate' exclude each other")
        }
      }
      expiry = DateTime(millisecondsSinceEpoch: expiresAt)
      try reader.finish()
    }
  }
}
