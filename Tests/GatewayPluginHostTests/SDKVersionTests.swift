import Foundation
import GatewayPluginHost
import OCPP16
import OCPPCodec
import PythonSupport
import Synchronization
import Testing

/// Plugins bring their own copies of the SDK's types, of whatever version.
@Suite("SDKs of different versions in one process")
struct SDKVersionTests {
  /// One plugin is built with the SDK as it is, the other with one whose types of the same names are laid out differently
  /// (`Scripts/examples`), and the host has a third copy. Had the runtime taken one for another, reading a member would
  /// give what lies elsewhere, or end the process: hence a process of its own.
  @Test("two plugins and the host don't take each other's types", .timeLimit(.minutes(1)))
  func types() async throws {
    let libraries = ["examples", "examples-other"].map { folder in
      PackageFolder.root().appending(components: ".build", folder, "debug", "libVendorQuirks.so").path
    }
    for library in libraries {
      try #require(FileManager.default.fileExists(atPath: library), "build the examples first: Scripts/examples")
    }
    await #expect(processExitsWith: .success) { [libraries = libraries as [String]] in
      try await SDKVersionTests.correctByBoth(libraries)
    }
  }

  private static func correctByBoth(_ libraries: [String]) async throws {
    let configurations = [
      #"{"quirks":["padded_id_tags"]}"#, #"{"quirks":["kilowatt_hours","local_time"],"minutes_ahead":60}"#,
    ]
    // Both ways round: it must not matter whose types the runtime saw first.
    for order in [[0, 1], [1, 0]] {
      let plugins = try order.map { index in
        let configuration = try #require(RawJSON(text: configurations[index]))
        return (
          PluginOptions(id: "quirks-\(index)", configuration: configuration, deadline: .seconds(30)), libraries[index]
        )
      }
      try await PluginFixture.run(plugins) { fixture in
        let session = try fixture.open("A")
        let answer = await fixture.call(
          "StartTransaction",
          #"{"connectorId":3,"idTag":" TAG\u0000","meterStart":12,"reservationId":9,"timestamp":"2026-03-01T13:00:00Z"}"#,
          session)
        #expect(answer == #"[3,{"idTagInfo":{"status":"Accepted"},"transactionId":42}]"#)
        let request = try #require(fixture.started.requests.withLock { $0.first })
        #expect(request.connectorId == 3 && request.idTag == "TAG" && request.meterStart == 12_000)
        #expect(request.reservationId == 9)
        #expect(request.timestamp == DateTime(rfc3339: "2026-03-01T12:00:00.000Z"))
        // The answer goes back through both, as values of their own types.
        #expect(
          await fixture.call("Authorize", #"{"idTag":"TAG "}"#, session) == PluginFixture.fromEnd)
      }
    }
  }
}
