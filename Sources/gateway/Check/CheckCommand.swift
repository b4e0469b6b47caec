import ArgumentParser
import GatewayConfig
import GatewayCore
import OCPPCodec

/// `gateway check`
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Verify a configuration without serving, and print the resolved chains.",
    discussion: """
      Exits with 0 when the configuration can be served, with 2 when not. Problems are printed as
      file:line:column: message, with the line and a caret.

      EXAMPLES:
        gateway check
        gateway check --config site.yaml
        gateway check --options > options.md
      """)

  @OptionGroup var options: ConfigurationOption

  @Flag(name: .customLong("options"), help: "Print the reference of all options instead, as Markdown.")
  var printsReference = false

  func run() throws {
    if printsReference { return print(OptionReference.text, terminator: "") }
    let assembly = try options.assembly()
    for warning in assembly.warnings { complain(warning.description) }
    print("\(options.path ?? "built-in defaults"): can be served")
    for version in OCPPVersion.allCases {
      print("\n" + ChainListing.text(assembly.chains, version, rule: nil))
      for (index, rule) in assembly.configuration.stations.enumerated()
      where rule.chains.declarations.contains(where: { $0.version == version }) {
        print("\nfor the stations of \(rule.location):")
        print(ChainListing.text(assembly.chains, version, rule: index))
      }
    }
  }
}
