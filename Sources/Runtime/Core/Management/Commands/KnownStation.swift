package import OCPPCodec

/// A station that the gateway knows: from the store, from its connection, or from both.
package struct KnownStation: Sendable {
  package let id: StationID
  package let record: StationRecord?
  package let session: Session?

  package init(id: StationID, record: StationRecord?, session: Session?) {
    self.id = id
    self.record = record
    self.session = session
  }

  /// What it speaks, or spoke last.
  package var version: OCPPVersion? { session?.version ?? record?.version }

  package var registration: RegistrationState? { session?.registration ?? record?.registration }

  /// Milliseconds since the epoch; the store learns of it only now and then.
  package var lastSeenAt: Int64? { session?.lastSeenAt ?? record?.lastSeenAt }

  /// What lists say of it.
  package var summary: [(name: String, value: APIValue)] {
    [
      (name: "clientId", value: .text(id.text)),
      (name: "online", value: .boolean(session != nil)),
      (name: "version", value: .optional(version?.rawValue)),
      (name: "registration", value: .optional(registration?.rawValue)),
      (name: "vendor", value: .optional(record?.vendor)),
      (name: "model", value: .optional(record?.model)),
      (name: "serialNumber", value: .optional(record?.serialNumber)),
      (name: "firmwareVersion", value: .optional(record?.firmwareVersion)),
      (name: "bootedAt", value: .moment(record?.bootedAt)),
      (name: "connectedAt", value: .moment(session?.connectedAt ?? record?.connectedAt)),
      (name: "lastSeen", value: .moment(lastSeenAt)),
      (name: "remoteAddress", value: .optional(session?.remoteAddress ?? record?.remoteAddress)),
    ]
  }
}

extension GatewayServices {
  /// The station that a path or a body names.
  ///
  /// - Throws: ``APIError`` 404 when it is neither in the store nor connected; ``StoreError``.
  package func station(_ text: String) async throws -> KnownStation {
    guard let id = StationID(text) else { throw Self.unknownStation(text) }
    let session = sessions.session(of: id)
    let record = try await store.station(id)
    guard session != nil || record != nil else { throw Self.unknownStation(text) }
    return KnownStation(id: id, record: record, session: session)
  }

  /// The station that a command is for: one that is connected gets it even when the store is away.
  ///
  /// - Throws: as ``station(_:)``
  package func addressee(_ text: String) async throws -> KnownStation {
    if let id = StationID(text), let session = sessions.session(of: id) {
      return KnownStation(id: id, record: nil, session: session)
    }
    return try await station(text)
  }

  private static func unknownStation(_ text: String) -> APIError {
    APIError(.notFound, "there is no station '\(text.escapedForPeople(limit: 64))'")
  }
}
