import GatewayCore
import OCPPCodec

/// The body of a request that creates or replaces an id token.
enum IdTokenBody {
  /// The types of 2.0.1 (OCPP 2.0.1 Part 2 §3.46, IdTokenEnumType).
  static let types = [
    "Central", "eMAID", "ISO14443", "ISO15693", "KeyCode", "Local", "MacAddress", "NoAuthorization",
  ]

  static let description = EndpointBody(
    [
      EndpointBody.Member("idTag", ["type": "string", "minLength": 1, "maxLength": 36], isRequired: true),
      EndpointBody.Member(
        "status",
        ["type": "string", "enum": .texts(IdTokenRecord.Status.allCases.map(\.rawValue)), "default": "Accepted"]),
      EndpointBody.Member("expiryDate", ["type": "string", "format": "date-time", "nullable": true]),
      EndpointBody.Member("parentIdTag", ["type": "string", "maxLength": 36, "nullable": true]),
      EndpointBody.Member("type", ["type": "string", "enum": .texts(types), "nullable": true]),
    ],
    example: ["idTag": "TAG-1", "status": "Accepted", "expiryDate": "2030-01-01T00:00:00Z"])

  /// - Parameter path: the id that the path names, which the body may leave out.
  /// - Throws: ``APIError`` with all that is wrong.
  static func read(_ body: JSONBody, path: String?) throws(APIError) -> IdTokenRecord {
    var reader = BodyReader(body, members: description.members.map(\.name))
    let named = path == nil ? reader.requiredText("idTag") : reader.text("idTag")
    let id = path ?? named ?? ""
    if let path, let named, IdTokenRecord.key(path) != IdTokenRecord.key(named) {
      reader.report("/idTag", .enum, "'idTag' must be the path's own, or be left out")
    }
    var record = IdTokenRecord(id: named ?? id, type: reader.text("type"), parent: reader.text("parentIdTag"))
    if let type = record.type, !types.contains(type) {
      reader.report("/type", .enum, "'type' must be one of: \(types.joined(separator: ", "))")
    }
    // CiString20Type in 1.6, identifierString[36] in 2.0.1.
    let limit = record.type == nil ? 20 : 36
    let hint = record.type == nil ? " (36 with a 'type')" : ""
    for (name, text) in [("idTag", record.id), ("parentIdTag", record.parent ?? "")] {
      if text.unicodeScalars.count > limit {
        reader.report("/\(name)", .maxLength, "'\(name)' must have at most \(limit) characters\(hint)")
      }
      if text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
        reader.report("/\(name)", .format, "'\(name)' must not have control characters")
      }
    }
    if let status = reader.text("status") {
      if let known = IdTokenRecord.Status(rawValue: status) {
        record.status = known
      } else {
        let choices = IdTokenRecord.Status.allCases.map(\.rawValue).joined(separator: ", ")
        reader.report("/status", .enum, "'status' must be one of: \(choices)")
      }
    }
    if let expiry = reader.text("expiryDate") {
      record.expiryDate = expiry
      record.expiresAt = DateTime(rfc3339: expiry)?.millisecondsSinceEpoch
      if record.expiresAt == nil {
        reader.report("/expiryDate", .format, "'expiryDate' must be a date and time as in 2030-01-01T00:00:00Z")
      }
    }
    try reader.finish()
    return record
  }
}
