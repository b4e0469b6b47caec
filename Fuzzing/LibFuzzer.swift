#if FUZZING
  import FuzzSupport

  /// What libFuzzer calls with each input.
  @_cdecl("LLVMFuzzerTestOneInput")
  public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    do {
      try FuzzCheck.run(UnsafeBufferPointer(start: start, count: count))
    } catch {
      fatalError("\(error)")
    }
    return 0
  }

  /// What libFuzzer calls to change an input: JSON is changed as a document.
  @_cdecl("LLVMFuzzerCustomMutator")
  public func mutate(_ data: UnsafeMutablePointer<UInt8>, _ size: Int, _ maximum: Int, _ seed: CUnsignedInt) -> Int {
    var mutator = FuzzMutator(seed: UInt64(seed))
    let input = Array(UnsafeBufferPointer(start: data, count: size))
    let changed = mutator.mutate(input, with: input).prefix(maximum)
    for (index, byte) in changed.enumerated() { data[index] = byte }
    return changed.count
  }
#endif
