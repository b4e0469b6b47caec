/// What a request is answered with.
package struct APIAnswer: Sendable {
  /// What is sent after the headers.
  package enum Body: Sendable {
    case bytes([UInt8])
    /// Parts as they come, until there are no more or the one who asked goes away.
    case stream(any AsyncSequence<[UInt8], Never> & Sendable)
  }

  package var status: APIStatus
  /// By their names in small letters.
  package var headers: [String: String]
  package var contentType: String
  package var body: Body

  /// An answer of any type.
  package init(_ status: APIStatus, contentType: String, body: Body, headers: [String: String] = [:]) {
    self.status = status
    self.headers = headers
    self.contentType = contentType
    self.body = body
  }

  /// `{"success":…,"message":…,"data":…}`
  ///
  /// - Parameters:
  ///   - success: whether it is what was asked for; nil: if the status says so.
  ///   - message: for people.
  package init(
    _ status: APIStatus,
    success: Bool? = nil,
    _ message: String,
    data: APIValue = .null,
    headers: [String: String] = [:]
  ) {
    let isSuccess = success ?? (status.code < 400)
    let envelope: APIValue = ["success": .boolean(isSuccess), "message": .text(message), "data": data]
    self.init(status, contentType: "application/json", body: .bytes(envelope.bytes), headers: headers)
  }

  /// `{"success":true,…}` with status 200.
  package init(_ message: String, data: APIValue = .null) {
    self.init(.ok, message, data: data)
  }

  /// How many bytes the body has; 0 for one that has no end of its own.
  package var size: Int {
    switch body {
    case .bytes(let bytes): bytes.count
    case .stream: 0
    }
  }
}
