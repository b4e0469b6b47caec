import BenchmarkSupport
import Foundation
import GatewayPluginHost

// What a plugin in a chain costs, in process and isolated, beside a built-in handler that answers the same, in one run:
//
//     swift run -c release PluginBenchmark [MESSAGES [CHAIN]]
//
// From the package's folder, since it builds Benchmarks/Plugin/echo.c. The way is from the chain to the plugin's thread or
// process and back to the chain, JSON in between included.

if CommandLine.arguments.contains("plugin-process") { await PluginProcess.run(memoryLimit: 1 << 30) }

let messages = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 200_000
let wanted = CommandLine.arguments.dropFirst(2).first
let library = try EchoPlugin.build()

func line(_ name: String, _ callers: Int, _ cost: Cost) -> String {
  let latency = cost.seconds * Double(callers) / Double(cost.operations) * 1_000_000
  return name.padding(toLength: 34, withPad: " ", startingAt: 0)
    + String(
      format: "%8d %12.0f %12.2f %14.2f", callers, cost.perSecond, latency, cost.microseconds)
}

print("chain                              callers   messages/s   latency µs   CPU µs/message")
for callers in [1, 100] {
  for subject in Subject.allCases where wanted == nil || wanted == subject.rawValue {
    let count = subject.isIsolated ? messages / 4 : messages
    print(line(subject.rawValue, callers, try await subject.measure(library, messages: count, callers: callers)))
  }
}
