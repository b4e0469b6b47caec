package import OCPPCodec

/// A CALL on its way through a chain.
package struct Call: Sendable {
  package var action: ActionDescriptor
  package var direction: MessageDirection
  /// The payload, valid by its schema unless a policy let something through.
  package var message: any OCPPMessage
  /// The message id.
  package var id: String
  /// Milliseconds since the epoch: when the gateway received it, or was asked to send it.
  package var receivedAt: Int64

  package init(
    action: ActionDescriptor, direction: MessageDirection, message: any OCPPMessage, id: String, receivedAt: Int64
  ) {
    self.action = action
    self.direction = direction
    self.message = message
    self.id = id
    self.receivedAt = receivedAt
  }
}
