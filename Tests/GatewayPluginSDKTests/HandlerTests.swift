import GatewayPluginSDK
import GatewayPluginTestKit
import Testing

@Suite("SDK: handlers")
struct HandlerTests {
  private func gateway(_ configuration: String = #"{"welcome": ["friend"]}"#) throws -> TestGateway<Doorkeeper> {
    let gateway = try TestGateway(Doorkeeper.self, configuration: configuration)
    gateway.next(OCPP16.AuthorizeRequest.self) { request in
      OCPP16.AuthorizeResponse(
        idTagInfo: .init(parentIdTag: request.idTag, status: request.idTag == "lost" ? .invalid : .accepted))
    }
    return gateway
  }

  @Test("a handler answers by itself")
  func answers() async throws {
    let response = try await gateway().receive(OCPP16.AuthorizeRequest(idTag: "friend"))
    #expect(response.idTagInfo == .init(status: .accepted))
  }

  @Test("a handler lets the rest of the chain answer, changes the request, or the answer")
  func next() async throws {
    let gateway = try gateway()
    let passed = try await gateway.receive(OCPP16.AuthorizeRequest(idTag: "lost"))
    #expect(passed.idTagInfo == .init(parentIdTag: "lost", status: .invalid))
    let rewritten = try await gateway.receive(OCPP16.AuthorizeRequest(idTag: "rewrite"))
    #expect(rewritten.idTagInfo.parentIdTag == "rewritten")
    let blocked = try await gateway.receive(OCPP16.AuthorizeRequest(idTag: "block"))
    #expect(blocked.idTagInfo == .init(parentIdTag: "block", status: .blocked))
  }

  @Test("an OCPPError becomes a CALLERROR, one of the rest of the chain too")
  func errors() async throws {
    let gateway = try gateway()
    let details = try #require(RawJSON(text: #"{"floor":1}"#))
    await #expect(throws: OCPPError(.securityError, "go away", details: details)) {
      try await gateway.receive(OCPP16.AuthorizeRequest(idTag: "refuse"))
    }
    gateway.next(OCPP16.AuthorizeRequest.self) { _ in throw OCPPError(.internalError, "no store") }
    await #expect(throws: OCPPError(.internalError, "no store")) {
      try await gateway.receive(OCPP16.AuthorizeRequest(idTag: "anybody"))
    }
  }

  @Test("anything else that a handler throws is a failure of the plugin", arguments: ["break", "twice"])
  func failures(_ tag: String) async throws {
    let gateway = try gateway()
    let error = await #expect(throws: TestGatewayError.self) {
      try await gateway.receive(OCPP16.AuthorizeRequest(idTag: tag))
    }
    #expect(
      "\(error.map(String.init(describing:)) ?? "")".contains(tag == "break" ? "Broken" : "'next' was called before"))
  }

  @Test("a raw handler sees JSON")
  func raw() async throws {
    let gateway = try gateway()
    let response = try await gateway.receive(OCPP16.DataTransferRequest(vendorId: "V", data: "mine"))
    #expect(response.status == .accepted)
    gateway.next(OCPP16.DataTransferRequest.self) { _ in OCPP16.DataTransferResponse(status: .unknownVendorId) }
    let other = try await gateway.receive(OCPP16.DataTransferRequest(vendorId: "V", data: "theirs"))
    #expect(other.status == .unknownVendorId)
  }

  @Test("a command can be vetoed")
  func command() async throws {
    let gateway = try gateway()
    gateway.next(OCPP16.RemoteStartTransactionRequest.self) { _ in .init(status: .accepted) }
    #expect(try await gateway.command(OCPP16.RemoteStartTransactionRequest(idTag: "veto")).status == .rejected)
    #expect(try await gateway.command(OCPP16.RemoteStartTransactionRequest(idTag: "A")).status == .accepted)
  }

  @Test("a handler that the configuration leaves out passes")
  func leftOut() async throws {
    let time = DateTime(millisecondsSinceEpoch: 0)
    for note in ["", #", "note": "beat""#] {
      let gateway = try gateway(#"{"welcome": []\#(note)}"#)
      gateway.next(OCPP201.HeartbeatRequest.self) { _ in .init(currentTime: time) }
      #expect(try await gateway.receive(OCPP201.HeartbeatRequest(), from: "CP-7").currentTime == time)
      let line = TestLogLine(.info, "beat", ["station": "CP-7", "attempt": "1"])
      let metric = TestMetric(.counter, "heartbeats_total", 2, ["kind": "cold"])
      #expect(gateway.logs == (note.isEmpty ? [] : [line]))
      #expect(gateway.metrics == (note.isEmpty ? [] : [metric]))
    }
  }

  @Test("a handler that was cancelled before it waits doesn't wait")
  func earlyCancellation() async throws {
    let gateway = try TestGateway(Sleeper.self)
    let error = await #expect(throws: TestGatewayError.self) {
      try await gateway.receive(OCPP16.HeartbeatRequest(), deadline: .milliseconds(20))
    }
    #expect(error?.description == "CancellationError()")
  }

  @Test("a handler that is cancelled at its deadline can still answer")
  func cancellation() async throws {
    let gateway = try TestGateway(Sleeper.self)
    await #expect(throws: OCPPError(.genericError, "cancelled")) {
      try await gateway.receive(OCPP201.HeartbeatRequest(), deadline: .milliseconds(20))
    }
    #expect(gateway.logs.contains { $0.message == "cancelled" })
  }
}
