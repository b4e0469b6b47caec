import Testing

@testable import OCPPCodec

@Suite("Pointers of offsets")
struct JSONPointerLocatorTests {
  /// Places are marked by `^` before the byte.
  @Test(
    "the innermost value that has the offset",
    arguments: [
      ("^1", [""]), ("^{\"a\":^1,\"b\":^[^true,^{\"c\":^null}]}", ["", "/a", "/b", "/b/0", "/b/1", "/b/1/c"]),
      ("{\"a/b~c\":^1,\"\":^2}", ["/a~1b~0c", "/"]), (#"{"a\"}":^1,"\u0062":^"x"}"#, ["/a\"}", "/b"]),
      ("[^\"]\",^\"{\\\"[\",^3]", ["/0", "/1", "/2"]),
      (" { \"a\" : ^[ ^[ ] , ^[ ^1 ] ] } ", ["/a", "/a/0", "/a/1", "/a/1/0"]),
      ("{\"a\":{\"x\":1},\"b\":[1,2],\"c\":^0}", ["/c"]), ("{\"é\":^1}", ["/é"]), ("[\"a^bc\",^2]", ["/0", "/1"]),
      ("{\"a\":1,^]", [""]), ("{\"a\":\"un^finished", ["/a"]), ("]]}}^1", [""]),
    ])
  func pointers(_ marked: String, _ expected: [String]) {
    var bytes: [UInt8] = []
    var offsets: [Int] = []
    for byte in marked.utf8 {
      if byte == UInt8(ascii: "^") { offsets.append(bytes.count) } else { bytes.append(byte) }
    }
    #expect(Self.pointers(to: offsets, in: bytes) == expected)
    #expect(offsets.flatMap { Self.pointers(to: [$0], in: bytes) } == expected, "asked for one by one")
  }

  private static func pointers(to offsets: [Int], in bytes: [UInt8]) -> [String] {
    bytes.withUnsafeBufferPointer { buffer in
      var locator = JSONPointerLocator(buffer)
      var pointers: [String] = []
      for offset in offsets { pointers.append(locator.pointer(to: offset)) }
      return pointers
    }
  }

  @Test("offsets beyond the text are at its end")
  func beyond() {
    #expect(Self.pointers(to: [100], in: Array("[1,2".utf8)) == ["/1"])
  }
}
