import GatewayCore
import OCPPCodec

/// The body of a request that sends a command.
struct CommandBody {
  /// The name of the command.
  let command: String
  let payload: RawJSON
  let timeout: Duration?
  /// Whether the request is answered before the station has.
  let isAsync: Bool

  /// Members that are not part of the payload; no command of either version has one of these names.
  private static let own: Set<String> = ["command", "payload", "timeout", "async"]
  /// Seconds.
  static let timeouts = 0.1...300

  /// - Throws: ``APIError`` with all that is wrong.
  init(_ body: JSONBody) throws(APIError) {
    var reader = BodyReader(body, members: nil)
    command = reader.requiredText("command") ?? ""
    timeout = reader.duration("timeout", in: Self.timeouts)
    isAsync = reader.boolean("async") ?? false
    let others = body.members.filter { !Self.own.contains($0.name) }
    if let payload = body["payload"] {
      self.payload = payload
      for member in others {
        reader.report(
          "", .additionalProperties, member: member.name,
          "with 'payload', the payload's member '\(member.name.escapedForPeople(limit: 64))' belongs into it")
      }
    } else {
      var writer = JSONWriter()
      writer.beginObject()
      for member in others { writer.member(member.name, member.value) }
      writer.endObject()
      payload = RawJSON(text: writer.text) ?? .emptyObject
    }
    try reader.finish()
  }
}
