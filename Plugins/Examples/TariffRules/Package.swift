// swift-tools-version: 6.2

import PackageDescription

// Where `make sdk` put the SDK; a vendor writes the place of their copy.
let sdk = Context.environment["OCPP_GATEWAY_SDK"] ?? "../../../.build/ocpp-gateway-sdk"

let package = Package(
  name: "TariffRules",
  products: [.library(name: "TariffRules", type: .dynamic, targets: ["TariffRules"])],
  dependencies: [.package(path: sdk)],
  targets: [
    .target(
      name: "TariffRules",
      dependencies: [.product(name: "GatewayPluginSDK", package: "ocpp-gateway-sdk")],
      linkerSettings: [
        .unsafeFlags(["-Xlinker", "--version-script=\(Context.packageDirectory)/exports.map"])
      ]),
    .testTarget(
      name: "TariffRulesTests",
      dependencies: [
        "TariffRules",
        .product(name: "GatewayPluginSDK", package: "ocpp-gateway-sdk"),
        .product(name: "GatewayPluginTestKit", package: "ocpp-gateway-sdk"),
      ]),
  ]
)
