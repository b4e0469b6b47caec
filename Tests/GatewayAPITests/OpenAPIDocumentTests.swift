import GatewayCore
import HTTPTypes
import OCPPCodec
import Testing

@testable import GatewayAPI

@Suite struct OpenAPIDocumentTests {
  @Test func everyRouteIsDescribed() async throws {
    let fixture = try APIFixture()
    let document = try await fixture.serve { try await $0.get("/openapi.json").json }
    #expect(document["info"]?["version"] == .string("1.2.3"))
    var described = 0
    for endpoint in fixture.table.endpoints {
      let operation = try #require(document["paths"]?[endpoint.path]?[endpoint.method.rawValue.lowercased()])
      described += 1
      #expect(operation["summary"]?.string?.isEmpty == false)
      let parameters = operation["parameters"]?.elements ?? []
      #expect(parameters.filter { $0["in"] == .string("path") }.count == endpoint.path.filter { $0 == "{" }.count)
      #expect(parameters.allSatisfy { $0["description"]?.string?.isEmpty == false })
      #expect((operation["requestBody"] != nil) == (endpoint.body != nil))
      #expect(operation["responses"]?.members.map(\.name) == endpoint.allStatuses.map(String.init))
    }
    #expect(document["paths"]?.members.flatMap(\.value.members).count == described)
  }

  @Test func operationsHaveNamesOfTheirOwn() async throws {
    let document = try await APIFixture().serve { try await $0.get("/openapi.json").json }
    let names = document["paths"]?.members.flatMap(\.value.members).compactMap { $0.value["operationId"]?.string } ?? []
    #expect(Set(names).count == names.count)
    #expect(names.count > 25)
  }

  @Test(arguments: ["RemoteStartTransaction", "ExtendedTriggerMessage", "SetVariables", "GetBaseReport"])
  func commandsOfBothVersionsAreListed(command: String) async throws {
    let document = try await APIFixture().serve { try await $0.get("/openapi.json").json }
    let body = document["paths"]?["/api/v1/chargepoints/{id}/commands"]?["post"]?["requestBody"]
    let schema = body?["content"]?["application/json"]?["schema"]?["properties"]?["command"]
    #expect(schema?["enum"]?.elements.contains(.string(command)) == true)
    #expect(schema?["enum"]?.elements.contains(.string("Heartbeat")) == false)
  }
}
