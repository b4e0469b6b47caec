package import OCPPCodec

extension OCPPMessage {
  /// The member `status` of an answer; empty when it has none.
  package var statusWord: String { (try? json.value())?["status"]?.string ?? "" }
}
