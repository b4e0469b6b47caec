import OCPPCodec

/// What a handler finds wrong with a command that its schema allows.
struct PayloadProblem: Sendable, Equatable {
  /// The JSON pointer of the value in the payload.
  var pointer: String
  /// What is wrong and what was expected, in a sentence.
  var message: String
}

extension CallError {
  /// Refuses a command whose payload is not valid; who sent it over REST gets 400 and all that is wrong.
  ///
  /// - Parameter problems: at least one.
  init(_ problems: [PayloadProblem]) {
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

  /// Refuses a command for one thing.
  init(at pointer: String, _ message: String) {
    self.init([PayloadProblem(pointer: pointer, message: message)])
  }
}
