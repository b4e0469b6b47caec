extension GatewayConfiguration {
  /// An id tag that the configuration knows.
  package struct IDTag: Sendable, Equatable {
    /// What an authorization with the tag answers.
    package enum Status: String, Sendable, CaseIterable {
      case accepted = "Accepted"
      case blocked = "Blocked"
      case expired = "Expired"
      case invalid = "Invalid"
    }

    /// The kind of an OCPP 2.0.1 IdToken (Part 2, IdTokenEnumType).
    package enum TokenType: String, Sendable, CaseIterable {
      case central = "Central"
      case eMAID
      case iso14443 = "ISO14443"
      case iso15693 = "ISO15693"
      case keyCode = "KeyCode"
      case local = "Local"
      case macAddress = "MacAddress"
      case noAuthorization = "NoAuthorization"
    }

    /// The tag, 1 to 36 characters; no two are the same when case is disregarded.
    package let idTag: String
    /// What an authorization with the tag answers.
    package let status: Status
    /// From when on the tag is expired: an RFC 3339 date-time as it was written.
    package let expiryDate: String?
    /// The tag of the group that this one belongs to, 1 to 36 characters (2.0.1: groupIdToken).
    package let parentIDTag: String?
    /// The kind of token in OCPP 2.0.1.
    package let type: TokenType?
    /// Where the tag stands.
    package let location: ConfigurationLocation

    /// Compares everything but the places.
    package static func == (left: IDTag, right: IDTag) -> Bool {
      (left.idTag, left.status, left.expiryDate, left.parentIDTag, left.type)
        == (right.idTag, right.status, right.expiryDate, right.parentIDTag, right.type)
    }
  }
}

extension GatewayConfiguration.IDTag {
  static func all(reading readers: [ConfigurationReader]) -> [Self] {
    var tags: [String: Self] = [:]
    return readers.compactMap { reader in
      guard let tag = Self(reading: reader) else { return nil }
      // OCPP compares id tags without regard to case (1.6 CiString20Type, 2.0.1 identifierString).
      if let first = tags.updateValue(tag, forKey: tag.idTag.lowercased()) {
        reader.report(
          "the id tag \(TerminalText.quoted(tag.idTag)) is listed twice, first at \(first.location)", at: "id_tag",
          hint: first.idTag == tag.idTag ? nil : "upper and lower case are the same in id tags")
        return nil
      }
      return tag
    }
  }

  private init?(reading reader: ConfigurationReader) {
    reader.require("id_tag")
    let idTag = Self.tag("id_tag", reading: reader, help: "The tag as stations send it; case doesn't matter.")
    status = reader.enumeration("status", default: .accepted, help: "What an authorization with the tag answers.")
    expiryDate = reader.value(
      "expiry_date", type: "RFC 3339 time", expected: TimestampText.expected,
      help: "From when on the tag is expired."
    ) { text throws(ConfigurationValueProblem) in
      guard TimestampText.isValid(text) else { throw ConfigurationValueProblem() }
      return text
    }
    parentIDTag = Self.tag("parent_id_tag", reading: reader, help: "The tag of the group that this one belongs to.")
    type = reader.optionalEnumeration("type", help: "The kind of token in OCPP 2.0.1.")
    location = reader.location
    guard let idTag else { return nil }
    self.idTag = idTag
  }

  private static func tag(_ key: String, reading reader: ConfigurationReader, help: String) -> String? {
    reader.value(
      key, type: "text", range: "1 to 36 characters", expected: "text of 1 to 36 characters", help: help
    ) { text throws(ConfigurationValueProblem) in
      guard (1...36).contains(text.unicodeScalars.count),
        text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
      else { throw ConfigurationValueProblem() }
      return text
    }
  }
}
