import OCPPCodec

/// What is wrong with a charging profile that somebody wants to send.
struct ChargingProfileProblem: Sendable, Equatable {
  /// The JSON pointer of the value in the command's payload.
  var pointer: String
  /// What is wrong and what was expected, in a sentence.
  var message: String
}

extension CallError {
  /// Refuses a command whose profile is not valid.
  ///
  /// - Parameter problems: at least one.
  init(_ problems: [ChargingProfileProblem]) {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("violations") { writer in
      writer.array(problems) { writer, problem in
        writer.beginObject()
        writer.member("pointer", problem.pointer)
        writer.member("keyword", "rule")
        writer.member("code", CallErrorCode.propertyConstraintViolation.rawValue)
        writer.member("message", problem.message)
        writer.endObject()
      }
    }
    writer.endObject()
    self.init(
      .propertyConstraintViolation, problems.map(\.message).joined(separator: "; "),
      details: RawJSON(text: writer.text) ?? .emptyObject)
  }
}
