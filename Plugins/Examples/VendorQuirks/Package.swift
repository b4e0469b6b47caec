// swift-tools-version: 6.2

import PackageDescription

// Where `make sdk` put the SDK; a vendor writes the place of their copy.
let sdk = Context.environment["OCPP_GATEWAY_SDK"] ?? "../../../.build/ocpp-gateway-sdk"

let package = Package(
  name: "VendorQuirks",
  products: [.library(name: "VendorQuirks", type: .dynamic, targets: ["VendorQuirks"])],
  dependencies: [.package(path: sdk)],
  targets: [
    .target(
      name: "VendorQuirks",
      dependencies: [.product(name: "GatewayPluginSDK", package: "ocpp-gateway-sdk")],
      linkerSettings: [
        .unsafeFlags(["-Xlinker", "--version-script=\(Context.packageDirectory)/exports.map"])
      ]),
    .testTarget(
      name: "VendorQuirksTests",
      dependencies: [
        "VendorQuirks",
        .product(name: "GatewayPluginSDK", package: "ocpp-gateway-sdk"),
        .product(name: "GatewayPluginTestKit", package: "ocpp-gateway-sdk"),
      ]),
  ]
)
