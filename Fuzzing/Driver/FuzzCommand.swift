#if !FUZZING
  import Foundation
  import FuzzSupport

  /// Runs the checks on seeds, changed at random, for a while; the same seed gives the same inputs.
  ///
  /// `gateway-fuzz [SECONDS [SEED]]`, in the package's folder. Without libFuzzer nothing guides it to new code.
  /// `gateway-fuzz --seeds FOLDER` writes what libFuzzer begins with.
  @main
  struct FuzzCommand {
    static func main() throws {
      if CommandLine.arguments.count == 3, CommandLine.arguments[1] == "--seeds" {
        return try writeSeeds(to: URL(fileURLWithPath: CommandLine.arguments[2]))
      }
      let arguments = CommandLine.arguments.dropFirst().compactMap { UInt64($0) }
      let seconds = Double(arguments.first ?? 600)
      let seed = arguments.dropFirst().first ?? 1
      let seeds = try FuzzSeeds.all(in: URL(fileURLWithPath: FileManager.default.currentDirectoryPath))
      var pool = seeds
      var mutator = FuzzMutator(seed: seed)
      let begin = Date()
      var count = 0
      while Date().timeIntervalSince(begin) < seconds {
        let (input, other) = (
          pool.randomElement(using: &mutator.random) ?? [], seeds.randomElement(using: &mutator.random) ?? []
        )
        let changed = mutator.mutate(input, with: other)
        // Written first, so that it is there if the process dies of it.
        try Data(changed).write(to: URL(fileURLWithPath: ".build/fuzz-latest"))
        do {
          try changed.withUnsafeBufferPointer { bytes in try FuzzCheck.run(bytes) }
        } catch {
          let file = ".build/fuzz-failure-\(seed)-\(count)"
          try Data(changed).write(to: URL(fileURLWithPath: file))
          print("\(error)\nthe input is in \(file); keep it in Tests/Fixtures/Fuzz when it is fixed")
          exit(1)
        }
        count += 1
        // Some changes go on from changed inputs.
        if changed.count < 20_000, count % 7 == 0 {
          pool[Int.random(in: 0..<pool.count, using: &mutator.random)] = changed
        }
        if count % 10_000 == 0 { pool = seeds }
      }
      print("\(count) inputs in \(Int(seconds)) s, seed \(seed): nothing found")
    }

    private static func writeSeeds(to folder: URL) throws {
      let root = URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
      for (index, seed) in try FuzzSeeds.all(in: root).enumerated() {
        try Data(seed).write(to: folder.appending(path: "seed-\(index)"))
      }
    }
  }
#endif
