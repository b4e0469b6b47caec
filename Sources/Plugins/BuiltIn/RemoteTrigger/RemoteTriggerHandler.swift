package import GatewayCore
import OCPP16
import OCPPCodec

/// The handler `remote-trigger`: asks OCPP 1.6 stations for what they should have said by themselves, and remembers which
/// can't be asked.
package enum RemoteTriggerHandler {
  /// What the configuration calls it.
  package static let name = "remote-trigger"

  /// Makes the handler.
  ///
  /// - Parameter configuration: its options.
  package static func make(configuration: RemoteTriggerConfiguration) -> RoutedHandler {
    let ledger = TriggerLedger(minimumInterval: configuration.minimumInterval)
    var handler = RoutedHandler(name: name)
    handler.onCommand(OCPP16.TriggerMessageRequest.self) { request, context, next in
      do {
        let response = try await next(request)
        ledger.note(request.requestedMessage, response.status, of: context.session)
        return response
      } catch CommandFailure.error(let error) where [.notImplemented, .notSupported].contains(error.code) {
        // A station without the feature profile says so once.
        ledger.noteUnsupported(by: context.session)
        throw CommandFailure.error(error)
      }
    }
    handler.addService { AutomaticTriggers(configuration, ledger, $0) }
    return handler
  }
}
