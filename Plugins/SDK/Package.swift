// swift-tools-version: 6.2

import PackageDescription

// What a plugin is built with. `make sdk` in the gateway's repository puts the sources below `Sources`; the messages are
// generated already, so that no tool has to be built.

let package = Package(
  name: "ocpp-gateway-sdk",
  products: [
    .library(name: "GatewayPluginSDK", targets: ["GatewayPluginSDK"]),
    .library(name: "GatewayPluginTestKit", targets: ["GatewayPluginTestKit"]),
    .library(name: "CGatewayPlugin", targets: ["CGatewayPlugin"]),
  ],
  targets: [
    .systemLibrary(name: "CByteScan"),
    .systemLibrary(name: "CJansson", pkgConfig: "jansson", providers: [.apt(["libjansson-dev"])]),
    .systemLibrary(name: "CGatewayPlugin"),
    .target(name: "OCPPCodec", dependencies: ["CByteScan", "CJansson"]),
    .target(name: "GatewayToolchain", dependencies: ["CGatewayPlugin"]),
    .target(name: "OCPP16", dependencies: ["OCPPCodec"]),
    .target(name: "OCPP201", dependencies: ["OCPPCodec"]),
    .target(
      name: "GatewayPluginSDK", dependencies: ["CGatewayPlugin", "GatewayToolchain", "OCPP16", "OCPP201", "OCPPCodec"]),
    .target(name: "GatewayPluginTestKit", dependencies: ["CGatewayPlugin", "GatewayPluginSDK"]),
  ]
)

for target in package.targets where target.type != .system {
  target.swiftSettings = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  ]
}
