package import GatewayConfig

/// The packs that come with the gateway.
package enum BuiltInPacks {
  /// Their names.
  package static let names = ["common"]

  /// A pack's file; nil when there is none of the name.
  package static func source(_ name: String) -> SourceText? {
    name == "common" ? SourceText(name: "common.yaml", bytes: PackageResources.common_yaml) : nil
  }
}
