import GatewayConfig
import Testing

@Suite struct ConfigurationReferenceTests {
  private enum Mode: String, CaseIterable { case fast, safe }

  private static let reference = ConfigurationReference { root in
    _ = root.optionalString("name", help: "A|B")
    let inner = root.section("inner", help: "The inner part.")
    _ = inner.duration("timeout", default: .seconds(30), in: .seconds(1)...(.seconds(60)), help: "How long.")
    _ = inner.secret("password", help: "The password.")
    _ = root.optionalString("name", help: "Asked for again.")
    for item in root.sections("items", help: "The items.") {
      item.require("mode")
      _ = item.optionalEnumeration("mode", of: Mode.self, help: "Which way.")
    }
  }

  @Test func recordsEveryOptionOnce() throws {
    let options = Self.reference.options
    #expect(
      options.map(\.path) == [
        "name", "inner", "inner.timeout", "inner.password", "inner.password_file", "items", "items[].mode",
      ])
    let timeout = try #require(options.first { $0.path == "inner.timeout" })
    #expect(timeout.section == "inner")
    #expect(timeout.key == "timeout")
    #expect(timeout.kind == .scalar)
    #expect(timeout.type == "duration")
    #expect(timeout.defaultText == "30s")
    #expect(timeout.range == "1s to 60s")
    #expect(timeout.variable == "GATEWAY_INNER_TIMEOUT")
    #expect(!timeout.isRequired)
    let mode = try #require(options.last)
    #expect(mode.variable == nil)
    #expect(mode.isRequired)
  }

  @Test func writesTables() {
    #expect(
      Self.reference.markdown == """
        ## Top level

        | option | type | default | accepted | environment variable | |
        | --- | --- | --- | --- | --- | --- |
        | `name` | text |  |  | `GATEWAY_NAME` | A\\|B |

        ## `inner`

        The inner part.

        | option | type | default | accepted | environment variable | |
        | --- | --- | --- | --- | --- | --- |
        | `timeout` | duration | `30s` | 1s to 60s | `GATEWAY_INNER_TIMEOUT` | How long. |
        | `password` | secret |  |  | `GATEWAY_INNER_PASSWORD` | The password. |
        | `password_file` | file path |  |  | `GATEWAY_INNER_PASSWORD_FILE` | A file that holds `password`. |

        ## `items[]`

        The items.

        | option | type | default | accepted | environment variable | |
        | --- | --- | --- | --- | --- | --- |
        | `mode` | one of | required | fast, safe |  | Which way. |

        """)
  }

  @Test func coversTheGatewayAndItsHandlers() throws {
    let reference = GatewayConfiguration.reference(handlers: [
      ("core", { _ = $0.boolean("strict", default: false, help: "Whether it is strict.") })
    ])
    let paths = reference.options.map(\.path)
    for path in [
      "gateway.log.level", "ocpp.listen", "http.listen", "store.sqlite", "stations[].match.id", "id_tags[].status",
    ] {
      #expect(paths.contains(path))
    }
    #expect(paths.last == "handlers.core.strict")
    #expect(Set(paths).count == paths.count)
    #expect(reference.options.allSatisfy { !$0.help.isEmpty })
    #expect(reference.markdown.contains("| `GATEWAY_HTTP_LISTEN`, `HTTP_PORT` (port) |"))
    #expect(reference.markdown.contains("## `handlers.core`\n"))
  }
}
