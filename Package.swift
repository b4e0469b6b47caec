// swift-tools-version: 6.2

import PackageDescription

// MARK: - Names and places

let runtime = "Sources/Runtime"
let plugins = "Sources/Plugins"

// MARK: - Products and dependencies

let package = Package(
  name: "ocpp-gateway",
  products: [
    .executable(name: "gateway", targets: ["gateway"]),
    .library(name: "OCPPMessages", targets: ["OCPPCodec", "OCPP16", "OCPP201"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-asn1", from: "1.7.0"),
    .package(url: "https://github.com/apple/swift-certificates", from: "1.21.0"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: [
    // MARK: Generator
    .executableTarget(name: "CodeGen", dependencies: ["CJansson"]),
    .plugin(name: "GenerateMessages", capability: .buildTool(), dependencies: ["CodeGen"]),

    // MARK: System
    .systemLibrary(
      name: "CJansson", path: "\(runtime)/System/CJansson", pkgConfig: "jansson",
      providers: [.apt(["libjansson-dev"])]),

    // MARK: Codec and messages
    .systemLibrary(name: "CByteScan", path: "\(runtime)/System/CByteScan"),
    .target(name: "OCPPCodec", dependencies: ["CByteScan", "CJansson"], path: "\(runtime)/Codec"),
    .target(
      name: "OCPP16", dependencies: ["OCPPCodec"], path: "\(runtime)/Messages/V16", plugins: ["GenerateMessages"]),
    .target(
      name: "OCPP201", dependencies: ["OCPPCodec"], path: "\(runtime)/Messages/V201", plugins: ["GenerateMessages"]),

    // MARK: Core
    .target(
      name: "GatewayCore",
      dependencies: [
        "OCPPCodec", "OCPP16", "OCPP201",
        .product(name: "CoreMetrics", package: "swift-metrics"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "CryptoExtras", package: "swift-crypto"),
        .product(name: "DequeModule", package: "swift-collections"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      path: "\(runtime)/Core"),

    // MARK: Configuration
    .systemLibrary(
      name: "CLibYAML", path: "\(runtime)/System/CLibYAML", pkgConfig: "yaml-0.1",
      providers: [.apt(["libyaml-dev"])]),
    .target(name: "GatewayConfig", dependencies: ["CLibYAML", "OCPPCodec"], path: "\(runtime)/Config"),

    // MARK: Conformance
    .target(
      name: "GatewayConformance",
      dependencies: [
        "CZlib", "GatewayConfig", "GatewayCore", "OCPP16", "OCPP201", "OCPPCodec",
        .product(name: "CoreMetrics", package: "swift-metrics"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      path: "\(runtime)/Conformance",
      resources: [.embedInCode("Packs/common.yaml"), .embedInCode("Packs/lenient.yaml")]),

    // MARK: Store
    .target(
      name: "GatewaySQLite",
      dependencies: [
        "GatewayCore", "OCPPCodec",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ],
      path: "\(runtime)/SQLite"),

    // MARK: Redis
    // No pkgConfig: it has a flag that SwiftPM refuses.
    .systemLibrary(
      name: "CHiredis", path: "\(runtime)/System/CHiredis", providers: [.apt(["libhiredis-dev"])]),
    .target(
      name: "GatewayRedis",
      dependencies: [
        "CHiredis", "GatewayCore", "OCPPCodec",
        .product(name: "CoreMetrics", package: "swift-metrics"),
        .product(name: "DequeModule", package: "swift-collections"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      path: "\(runtime)/Redis"),

    // MARK: Edge
    .systemLibrary(
      name: "CZlib", path: "\(runtime)/System/CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .target(
      name: "GatewayEdge",
      dependencies: [
        "CZlib", "GatewayCore", "OCPPCodec",
        .product(name: "DequeModule", package: "swift-collections"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "NIOWebSocket", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "SwiftASN1", package: "swift-asn1"),
        .product(name: "X509", package: "swift-certificates"),
      ],
      path: "\(runtime)/Edge"),

    // MARK: API
    .target(
      name: "GatewayAPI",
      dependencies: [
        "GatewayCore", "OCPPCodec",
        .product(name: "CoreMetrics", package: "swift-metrics"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "DequeModule", package: "swift-collections"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      path: "\(runtime)/API"),

    // MARK: Plugins
    .systemLibrary(name: "CGatewayPlugin", path: "\(plugins)/ABI"),
    .systemLibrary(name: "CProcess", path: "\(runtime)/System/CProcess"),
    .target(name: "GatewayToolchain", dependencies: ["CGatewayPlugin"], path: "\(plugins)/Toolchain"),
    .target(
      name: "GatewayPluginHost",
      dependencies: [
        "CGatewayPlugin", "CProcess", "GatewayCore", "GatewayToolchain", "OCPPCodec",
        .product(name: "CoreMetrics", package: "swift-metrics"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "DequeModule", package: "swift-collections"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      path: "\(plugins)/Host"),
    .target(
      name: "GatewayPluginSDK",
      dependencies: ["CGatewayPlugin", "GatewayToolchain", "OCPP16", "OCPP201", "OCPPCodec"],
      path: "\(plugins)/SDK"),
    .target(
      name: "GatewayPluginTestKit", dependencies: ["CGatewayPlugin", "GatewayPluginSDK"], path: "\(plugins)/TestKit"),

    // MARK: Handlers
    .target(
      name: "GatewayHandlers",
      dependencies: [
        "GatewayConfig", "GatewayCore", "OCPP16", "OCPP201", "OCPPCodec",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "DequeModule", package: "swift-collections"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "SwiftASN1", package: "swift-asn1"),
        .product(name: "X509", package: "swift-certificates"),
        .product(name: "_CryptoExtras", package: "swift-crypto"),
      ],
      path: "\(plugins)/BuiltIn"),

    // MARK: Simulator
    .target(
      name: "GatewaySimulator",
      dependencies: [
        "GatewayConfig", "OCPP16", "OCPP201", "OCPPCodec",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "NIOWebSocket", package: "swift-nio"),
        .product(name: "SwiftASN1", package: "swift-asn1"),
        .product(name: "X509", package: "swift-certificates"),
      ],
      path: "Sources/Simulator"),

    // MARK: Executable
    .executableTarget(
      name: "gateway",
      dependencies: [
        "GatewayAPI", "GatewayConfig", "GatewayConformance", "GatewayCore", "GatewayEdge", "GatewayHandlers",
        "GatewayPluginHost", "GatewayRedis", "GatewaySQLite", "GatewaySimulator", "OCPP16", "OCPP201", "OCPPCodec",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "CoreMetrics", package: "swift-metrics"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ]),

    // MARK: Benchmarks that need what is not public (the others are a package of their own, in Benchmarks)
    .target(name: "BenchmarkSupport", path: "Benchmarks/Sources/BenchmarkSupport"),
    .executableTarget(
      name: "ConformanceBenchmark",
      dependencies: [
        "BenchmarkSupport", "GatewayConfig", "GatewayConformance", "GatewayCore", "GatewaySQLite", "OCPP16",
        "OCPPCodec",
        .product(name: "CoreMetrics", package: "swift-metrics"),
        .product(name: "Logging", package: "swift-log"),
      ],
      path: "Benchmarks/Sources/ConformanceBenchmark"),
    .executableTarget(
      name: "PluginBenchmark",
      dependencies: [
        "BenchmarkSupport", "GatewayCore", "GatewayPluginHost", "GatewaySQLite", "OCPP16", "OCPPCodec",
        .product(name: "CoreMetrics", package: "swift-metrics"),
        .product(name: "Logging", package: "swift-log"),
      ],
      path: "Benchmarks/Sources/PluginBenchmark"),
    .executableTarget(
      name: "StoreBenchmark",
      dependencies: [
        "BenchmarkSupport", "GatewayCore", "GatewaySQLite", "OCPPCodec",
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ],
      path: "Benchmarks/Sources/StoreBenchmark"),

    // MARK: Tests
    .target(name: "PythonSupport", path: "Tests/Support/Python", exclude: ["requirements.txt"]),
    .target(
      name: "GatewayTestSupport",
      dependencies: [
        "GatewayCore", "GatewaySQLite", "OCPPCodec",
        .product(name: "CoreMetrics", package: "swift-metrics"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ],
      path: "Tests/Support/Gateway"),
    .target(name: "RedisServer", path: "Tests/Support/RedisServer"),
    .target(name: "StoreContract", dependencies: ["GatewayCore", "OCPPCodec"], path: "Tests/Support/StoreContract"),
    .target(
      name: "FuzzSupport", dependencies: ["GatewayConfig", "GatewayConformance", "GatewayCore", "OCPPCodec"],
      path: "Tests/Support/Fuzz"),
    .systemLibrary(name: "CLibFuzzer", path: "Fuzzing/LibFuzzer"),
    .executableTarget(name: "gateway-fuzz", dependencies: ["CLibFuzzer", "FuzzSupport"], path: "Fuzzing/Driver"),
    .testTarget(
      name: "EndToEndTests", dependencies: ["gateway", "PythonSupport"], path: "Tests/EndToEnd",
      exclude: [
        "cases", "certificates.py", "charge.py", "charging.py", "compliance.py", "core16.py", "counterpart.py",
        "day.py", "examples.py", "gateway.py", "hostile.py", "hostile_frames.py", "hostile_handshakes.py",
        "hostile_stations.py", "hostile_websocket.py", "plugins.py", "profiles.py", "rawstation.py", "recordings.py",
        "script.py",
        "security.py", "simulated_certificates.py", "stations.py",
      ]),
    .testTarget(
      name: "GatewayCoreTests",
      dependencies: [
        "GatewayCore", "GatewayTestSupport", "OCPP16", "OCPP201", "OCPPCodec",
        .product(name: "CoreMetrics", package: "swift-metrics"),
        .product(name: "Logging", package: "swift-log"),
      ]),
    .testTarget(
      name: "GatewayEdgeTests",
      dependencies: [
        "GatewayCore", "GatewayEdge", "OCPPCodec", .product(name: "NIOHTTP1", package: "swift-nio"),
      ]),
    .testTarget(name: "OCPPCodecTests", dependencies: ["OCPPCodec"]),
    .testTarget(name: "OCPPMessagesTests", dependencies: ["OCPPCodec", "OCPP16", "OCPP201", "PythonSupport"]),
    .testTarget(name: "CodeGenTests", dependencies: ["CodeGen", "PythonSupport"]),
    .testTarget(
      name: "DifferentialTests", dependencies: ["gateway", "PythonSupport"], path: "Tests/Differential",
      exclude: ["Python"]),
    .testTarget(
      name: "GatewayPluginSDKTests",
      dependencies: [
        "CGatewayPlugin", "GatewayPluginSDK", "GatewayPluginTestKit", "GatewayToolchain", "PythonSupport",
      ]),
    .testTarget(
      name: "GatewaySimulatorTests",
      dependencies: [
        "GatewayConfig", "GatewayCore", "GatewayHandlers", "GatewaySQLite", "GatewaySimulator", "OCPP16", "OCPPCodec",
        .product(name: "CoreMetrics", package: "swift-metrics"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "SwiftASN1", package: "swift-asn1"),
        .product(name: "X509", package: "swift-certificates"),
      ]),
    .testTarget(
      name: "DistributedTests", dependencies: ["gateway", "PythonSupport"], path: "Tests/Distributed",
      exclude: [
        "backup.py", "cluster.py", "compose.py", "faults.py", "interop.py", "ledger.py", "measure.py",
        "redis_by_hand.py",
      ]),
    .testTarget(name: "GatewayConfigTests", dependencies: ["GatewayConfig"]),
    .testTarget(
      name: "GatewayConformanceTests",
      dependencies: [
        "GatewayConfig", "GatewayConformance", "GatewayCore", "GatewayHandlers", "OCPP16", "OCPP201", "OCPPCodec",
        "FuzzSupport", "GatewayTestSupport", "PythonSupport", "gateway",
        .product(name: "CoreMetrics", package: "swift-metrics"),
        .product(name: "Logging", package: "swift-log"),
      ]),
    .testTarget(
      name: "GatewaySQLiteTests",
      dependencies: [
        "GatewayCore", "GatewaySQLite", "OCPPCodec", "StoreContract",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ]),
    .testTarget(
      name: "GatewayRedisTests",
      dependencies: [
        "GatewayCore", "GatewayRedis", "GatewaySQLite", "OCPPCodec", "RedisServer", "StoreContract",
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
      ]),
    .testTarget(
      name: "GatewayPluginHostTests",
      dependencies: [
        "GatewayCore", "GatewayPluginHost", "GatewaySQLite", "OCPP16", "OCPP201", "OCPPCodec", "PythonSupport",
        "gateway",
        .product(name: "CoreMetrics", package: "swift-metrics"),
        .product(name: "Logging", package: "swift-log"),
      ],
      exclude: ["FaultPlugins"]),
    .testTarget(
      name: "GatewayHandlersTests",
      dependencies: [
        "GatewayConfig", "GatewayCore", "GatewayHandlers", "GatewayTestSupport", "OCPP16", "OCPP201", "OCPPCodec",
        .product(name: "CoreMetrics", package: "swift-metrics"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "SwiftASN1", package: "swift-asn1"),
        .product(name: "X509", package: "swift-certificates"),
        .product(name: "_CryptoExtras", package: "swift-crypto"),
      ]),
    .testTarget(
      name: "GatewayAPITests",
      dependencies: [
        "GatewayAPI", "GatewayCore", "GatewayTestSupport", "OCPP16", "OCPP201", "OCPPCodec",
        .product(name: "CoreMetrics", package: "swift-metrics"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdTesting", package: "hummingbird"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
      ]),
  ]
)

// MARK: - Settings of all targets

for target in package.targets where ![.system, .plugin].contains(target.type) {
  target.swiftSettings = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  ]
}
