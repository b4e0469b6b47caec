import BenchmarkSupport
import Foundation

// What messages cost that conform, under policies and repair packs that they need none of, and what those cost that don't:
//
//     swift run -c release ConformanceBenchmark [MESSAGES]
//
// From the bytes of a MeterValues of five values to those of its answer; the handler does nothing. Rounds are interleaved, so
// that a slow moment of the machine hits all the same; the median counts.

let messages = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 20_000
let rounds = 9
var costs: [[Double]] = Subject.all.map { _ in [] }
let subjects = try Subject.all.map { try ($0, $0.station()) }
for round in 0...rounds {
  for (index, (subject, station)) in subjects.enumerated() {
    let cost = try await station.say(subject.frames, times: messages)
    // The first round warms up.
    if round > 0 { costs[index].append(cost.microseconds) }
  }
}
let medians = costs.map { $0.sorted()[rounds / 2] }
print("messages                                          CPU µs/message   of the first")
for (subject, median) in zip(Subject.all, medians) {
  print(
    subject.name.padding(toLength: 50, withPad: " ", startingAt: 0)
      + String(format: "%14.2f %14.2f", median, median / medians[0]))
}
