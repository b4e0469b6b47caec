package import GatewayConfig

/// The packs that come with the gateway.
package enum BuiltInPacks {
  /// Their names.
  package static let names = ["common", "lenient"]

  /// What lenient policies do with what no message can carry.
  static let lenient = RepairPack.read("lenient", file("lenient.yaml", PackageResources.lenient_yaml)).pack

  /// A pack's file; nil when there is none of the name.
  package static func source(_ name: String) -> SourceText? {
    switch name {
    case "common": file("common.yaml", PackageResources.common_yaml)
    case "lenient": file("lenient.yaml", PackageResources.lenient_yaml)
    default: nil
    }
  }

  private static func file(_ name: String, _ bytes: [UInt8]) -> SourceText { SourceText(name: name, bytes: bytes) }
}
