import OCPP16
import OCPP201
import OCPPCodec
import Testing

@testable import GatewayPluginHost

@Suite("Minimal messages")
struct MinimalMessageTests {
  @Test("there is one for every message", arguments: [OCPPVersion.v16, .v201])
  func all(_ version: OCPPVersion) {
    let catalog: MessageCatalog = version == .v16 ? .v16 : .v201
    for action in catalog.actions {
      #expect(MinimalMessage.make(action.request) != nil, "\(action.name).req")
      #expect(MinimalMessage.make(action.response) != nil, "\(action.name).conf")
    }
  }
}
