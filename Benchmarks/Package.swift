// swift-tools-version: 6.2

import PackageDescription

let package = Package(
  name: "benchmarks",
  dependencies: [.package(name: "ocpp-gateway", path: "..")],
  targets: [
    .systemLibrary(name: "CJanssonParser", path: "Sources/CJanssonParser", pkgConfig: "jansson"),
    .target(name: "CSimdjson", linkerSettings: [.linkedLibrary("simdjson")]),
    .executableTarget(
      name: "CodecBenchmark",
      dependencies: [
        .product(name: "OCPPMessages", package: "ocpp-gateway"), "CJanssonParser", "CSimdjson",
      ]),
  ],
  cxxLanguageStandard: .cxx17
)
