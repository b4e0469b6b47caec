#if FUZZING
  import CLibFuzzer
  import FuzzSupport

  /// Hands over to libFuzzer, which chooses inputs by the code that they reach.
  @main
  struct LibFuzzer {
    static func main() {
      var count = CommandLine.argc
      var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
      _ = LLVMFuzzerRunDriver(&count, &arguments) { start, count in
        do {
          try FuzzCheck.run(UnsafeBufferPointer(start: start, count: count))
        } catch {
          fatalError("\(error)")
        }
        return 0
      }
    }
  }

  /// What libFuzzer calls to change an input: JSON mostly as a document, anything as bytes too.
  @c(LLVMFuzzerCustomMutator)
  public func mutate(_ data: UnsafeMutablePointer<UInt8>, _ size: Int, _ maximum: Int, _ seed: CUnsignedInt) -> Int {
    // Half of the time libFuzzer knows best: it has seen what inputs are compared with.
    guard seed % 2 == 0 else { return LLVMFuzzerMutate(data, size, maximum) }
    var mutator = FuzzMutator(seed: UInt64(seed))
    let input = Array(UnsafeBufferPointer(start: data, count: size))
    let changed = mutator.mutate(input, with: input).prefix(maximum)
    for (index, byte) in changed.enumerated() { data[index] = byte }
    return changed.count
  }
#endif
