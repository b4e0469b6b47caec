/// An id token (an idTag in 1.6) and what it may do.
package struct IdTokenRecord: Sendable, Equatable, Codable {
  /// What may become of it, by itself.
  package enum Status: String, Sendable, Hashable, CaseIterable, Codable {
    case accepted = "Accepted"
    case blocked = "Blocked"
    case expired = "Expired"
    case invalid = "Invalid"
  }

  /// As it was entered; looked up without regard to case.
  package var id: String
  /// The 2.0.1 type, such as `ISO14443`; nil: any.
  package var type: String?
  package var status: Status
  /// As entered, RFC 3339.
  package var expiryDate: String?
  /// Milliseconds since the epoch of ``expiryDate``.
  package var expiresAt: Int64?
  /// The parent idTag (1.6), the group id token (2.0.1).
  package var parent: String?

  package init(
    id: String, type: String? = nil, status: Status = .accepted, expiryDate: String? = nil, expiresAt: Int64? = nil,
    parent: String? = nil
  ) {
    self.id = id
    self.type = type
    self.status = status
    self.expiryDate = expiryDate
    self.expiresAt = expiresAt
    self.parent = parent
  }

  /// The form in which ids are compared: small letters.
  package static func key(_ id: String) -> String { id.lowercased() }
}
