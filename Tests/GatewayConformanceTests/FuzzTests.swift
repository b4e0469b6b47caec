import Foundation
import FuzzSupport
import PythonSupport
import Testing

@Suite("Fuzzing")
struct FuzzTests {
  @Test("what fuzzing found once stays fixed")
  func regressions() throws {
    let folder = PackageFolder.root().appending(path: "Tests/Fixtures/Fuzz")
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "input" }
    #expect(!files.isEmpty)
    for file in files {
      let input = Array(try Data(contentsOf: file))
      #expect(throws: Never.self, "\(file.lastPathComponent)") {
        try input.withUnsafeBufferPointer { bytes in try FuzzCheck.run(bytes) }
      }
    }
  }

  @Test("seeds, and seeds changed at random", arguments: 1...4)
  func seeded(_ seed: Int) throws {
    let seeds = try FuzzSeeds.all(in: PackageFolder.root())
    var mutator = FuzzMutator(seed: UInt64(seed))
    for (index, input) in seeds.enumerated() {
      let changed = mutator.mutate(input, with: seeds[(index * 7 + seed) % seeds.count])
      for input in seed == 1 ? [input, changed] : [changed] {
        #expect(throws: Never.self, "\(String(decoding: input, as: UTF8.self))") {
          try input.withUnsafeBufferPointer { bytes in try FuzzCheck.run(bytes) }
        }
      }
    }
  }
}
