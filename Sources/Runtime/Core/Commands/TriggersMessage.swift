package import OCPP16
package import OCPP201

/// A command that makes the station send a message.
package protocol TriggersMessage {
  /// The message's action.
  var triggeredAction: String { get }
}

extension OCPP16.TriggerMessageRequest: TriggersMessage {
  package var triggeredAction: String { requestedMessage.text }
}

extension OCPP16.ExtendedTriggerMessageRequest: TriggersMessage {
  package var triggeredAction: String { requestedMessage.text }
}

extension OCPP201.TriggerMessageRequest: TriggersMessage {
  package var triggeredAction: String { requestedMessage.text }
}
