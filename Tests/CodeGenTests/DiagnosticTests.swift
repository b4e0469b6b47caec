import Foundation
import PythonSupport
import Testing

@Suite("What the generator complains about")
struct DiagnosticTests {
  private static let actions = #"[{"action": "Echo", "profile": "Core", "sender": "station"}]"#
  private static let empty = #"{"type": "object", "properties": {}, "additionalProperties": false}"#

  /// Generates from files and gives the lines of the complaint, the folder's path taken away.
  private func complaints(
    _ request: String,
    response: String = empty,
    others: [String: String] = [:]
  ) async throws -> [String] {
    let schemas = try GeneratorFolder()
    let files = ["actions.json": Self.actions, "EchoRequest.json": request, "EchoResponse.json": response]
    for (name, text) in files.merging(others, uniquingKeysWith: { $1 }) { try schemas.write(text, to: name) }
    let output = try GeneratorFolder()
    let child = try await GeneratorFolder.generator("v16", schemas.path, output.path)
    #expect(child.status == 1)
    #expect(try output.files().isEmpty, "nothing is written")
    return child.errors.split(separator: "\n").map { String($0).replacing(schemas.path + "/", with: "") }
  }

  /// A request with one property.
  private func request(_ property: String, more: String = "") -> String {
    "{\"type\": \"object\", \"properties\": {\"a\": \(property)}\(more)}"
  }

  @Test(
    "what a schema has that the generator doesn't know, with file and pointer",
    arguments: [
      (#"{"type": "string", "pattern": "x"}"#, "/properties/a/pattern", "unsupported keyword 'pattern'"),
      (#"{"type": "string", "minLength": 1}"#, "/properties/a/minLength", "unsupported keyword 'minLength'"),
      (#"{"type": "integer", "multipleOf": 2}"#, "/properties/a/multipleOf", "unsupported keyword 'multipleOf'"),
      (#"{"oneOf": []}"#, "/properties/a", "has no 'type'"),
      (#"{"type": "null"}"#, "/properties/a", "unsupported type 'null'"),
      (#"{"type": "string", "format": "email"}"#, "/properties/a", "unsupported format 'email'"),
      (#"{"type": "array"}"#, "/properties/a", "an array without 'items'"),
      (
        #"{"type": "array", "items": {"type": "string", "const": 1}}"#, "/properties/a/items/const",
        "unsupported keyword 'const'"
      ),
      (##"{"$ref": "#/definitions/None"}"##, "/properties/a/$ref", "$ref must name one of the file's own definitions"),
      (#"{"$ref": "Other.json"}"#, "/properties/a/$ref", "$ref must name one of the file's own definitions"),
      (#"{"type": "integer", "minimum": 0.5}"#, "/properties/a/minimum", "'minimum' must be a whole number"),
      (#"{"type": "string", "enum": ["A B", "A-B"]}"#, "/properties/a", "need different Swift names"),
    ])
  func unsupported(_ property: String, _ pointer: String, _ message: String) async throws {
    let lines = try await complaints(request(property))
    #expect(lines.count == 1)
    #expect(lines.first?.hasPrefix("EchoRequest.json#\(pointer): error: ") == true)
    #expect(lines.first?.contains(message) == true)
  }

  @Test("a keyword at the root, and a required member that isn't there")
  func root() async throws {
    let lines = try await complaints(
      request(#"{"type": "string"}"#, more: #", "minProperties": 1, "required": ["a", "b"]"#))
    #expect(
      lines.sorted()
        == [
          "EchoRequest.json#/minProperties: error: unsupported keyword 'minProperties'",
          "EchoRequest.json#: error: requires 'b', which is none of its properties",
        ].sorted())
  }

  @Test("a name that means two things")
  func clash() async throws {
    func message(_ length: Int) -> String {
      """
      {"type": "object", "properties": {"t": {"$ref": "#/definitions/T"}},
       "definitions": {"T": {"type": "object", "properties": {"x": {"type": "string", "maxLength": \(length)}}}}}
      """
    }
    let lines = try await complaints(message(5), response: message(6))
    #expect(lines.count == 1)
    #expect(lines.first?.hasPrefix("EchoResponse.json#/definitions/T: error: 'T' means something else in ") == true)
    #expect(lines.first?.contains("EchoRequest.json#/definitions/T") == true)
  }

  @Test("messages without action and actions without message")
  func actions() async throws {
    let lines = try await complaints(
      Self.empty,
      others: [
        "OtherRequest.json": Self.empty,
        "actions.json":
          #"[{"action": "Echo", "profile": "Core", "sender": "station"}, {"action": "Gone", "profile": "Core", "sender": "csms"}, {"action": "Bad", "profile": "Core", "sender": "nobody"}]"#,
      ])
    #expect(
      lines == [
        "actions.json#/2: error: needs 'action', 'profile' and 'sender' (station, csms or both)",
        "actions.json#: error: there is no schema GoneRequest.json",
        "actions.json#: error: there is no schema GoneResponse.json",
        "actions.json#: error: OtherRequest.json belongs to no action",
      ])
  }

  @Test("a file that is no JSON, with its line")
  func malformed() async throws {
    let lines = try await complaints("{\n\"type\": \"object\",\n}")
    #expect(lines.first?.hasPrefix("EchoRequest.json:3:") == true)
  }

  @Test("all problems of all files at once")
  func together() async throws {
    let lines = try await complaints(
      request(#"{"type": "string", "pattern": "x", "minLength": 1}"#), response: request(#"{"type": "null"}"#),
      others: ["names.json": #"{"types": [{"name": "X"}], "cases": [{"name": "y"}]}"#])
    #expect(lines.count == 5)
    #expect(lines.contains { $0.hasPrefix("names.json#/types/0: error: ") })
    #expect(lines.contains { $0.hasPrefix("names.json#/cases/0: error: ") })
    #expect(lines.contains { $0.hasPrefix("EchoResponse.json#/properties/a: error: ") })
  }

  @Test("a folder that isn't there, and a call with too little")
  func usage() async throws {
    let folder = try GeneratorFolder()
    let missing = try await GeneratorFolder.generator("v16", folder.path + "/none", folder.path)
    #expect(missing.status == 1)
    #expect(missing.errors.contains("none/actions.json#: error: can't be opened: No such file or directory"))
    let usage = try await GeneratorFolder.generator("v16")
    #expect(usage.status == 2)
    #expect(usage.errors.hasPrefix("usage: CodeGen"))
  }
}
