import OCPPCodec

/// What is wrong with something that a plugin handed over.
struct AnswerProblem: Error {
  let message: String
}

/// Reads what a plugin hands over: nothing of it is believed.
enum AnswerCheck {
  typealias Bytes = UnsafeBufferPointer<UInt8>

  /// A CALLRESULT's payload.
  static func result(_ answer: PluginAnswer, _ action: ActionDescriptor) throws(AnswerProblem) -> any OCPPMessage {
    try payload(answer.payload, action.response)
  }

  /// A CALL's payload.
  static func request(_ bytes: Bytes, _ action: ActionDescriptor) throws(AnswerProblem) -> any OCPPMessage {
    try payload(bytes, action.request)
  }

  private static func payload(_ bytes: Bytes, _ descriptor: MessageDescriptor) throws(AnswerProblem) -> any OCPPMessage
  {
    guard bytes.count <= PluginLimits.maximumPayload else {
      throw AnswerProblem(message: "it has \(bytes.count) bytes")
    }
    do throws(MessageViolations) {
      return try descriptor.decode(bytes)
    } catch {
      throw AnswerProblem(message: error.description)
    }
  }

  /// A CALLERROR.
  static func error(_ answer: PluginAnswer) throws(AnswerProblem) -> CallError {
    guard let code = String(validating: answer.errorCode, as: UTF8.self), 1...64 ~= code.utf8.count,
      code.utf8.allSatisfy({ 0x41...0x5A ~= $0 || 0x61...0x7A ~= $0 })
    else { throw AnswerProblem(message: "its code is not one of OCPP's") }
    guard let description = String(validating: answer.description.prefix(4096), as: UTF8.self) else {
      throw AnswerProblem(message: "its description is no UTF-8")
    }
    guard answer.details.count <= PluginLimits.maximumPayload else {
      throw AnswerProblem(message: "its details have \(answer.details.count) bytes")
    }
    guard answer.details.count > 0 else { return CallError(CallErrorCode(rawValue: code), description) }
    guard let text = String(validating: answer.details, as: UTF8.self), let details = RawJSON(text: text),
      details.text.first == "{"
    else { throw AnswerProblem(message: "its details are no JSON object") }
    return CallError(CallErrorCode(rawValue: code), description, details: details)
  }
}
