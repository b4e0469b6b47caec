public import Glibc

/// Writes compact JSON to memory of its own: the mirror of ``JSONReader``.
///
/// Members and elements each end with a comma; the end of their object or array takes the last one back.
public struct JSONWriter: ~Copyable {
  @usableFromInline
  var buffer: UnsafeMutablePointer<UInt8>

  @usableFromInline
  var capacity: Int

  /// Bytes written so far.
  @usableFromInline
  package internal(set) var count = 0

  /// An empty text.
  ///
  /// - Parameter capacity: bytes that can be written before memory is asked for again.
  public init(capacity: Int = 512) {
    self.capacity = max(capacity, 64)
    buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: self.capacity)
  }

  deinit {
    buffer.deallocate()
  }

  /// Gives the text, without the comma that the last value may have left.
  public func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result {
    let trailing = count > 0 && buffer[count - 1] == UInt8(ascii: ",") ? 1 : 0
    return try body(UnsafeBufferPointer(start: buffer, count: count - trailing))
  }

  /// The text.
  public var bytes: [UInt8] { withBytes { Array($0) } }

  /// The text.
  public var text: String { withBytes { String(decoding: $0, as: UTF8.self) } }

  /// Forgets what was written and keeps the memory.
  public mutating func removeAll() {
    count = 0
  }

  @inlinable
  @inline(__always)
  mutating func reserve(_ bytes: Int) {
    if capacity - count < bytes { grow(bytes) }
  }

  @usableFromInline
  @inline(never)
  mutating func grow(_ bytes: Int) {
    let larger = max(capacity * 2, count + bytes)
    let replacement = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
    memcpy(replacement, buffer, count)
    buffer.deallocate()
    buffer = replacement
    capacity = larger
  }

  @inlinable
  @inline(__always)
  mutating func append(_ byte: UInt8) {
    reserve(1)
    buffer[count] = byte
    count += 1
  }

  /// Writes bytes as they are.
  ///
  /// - Parameter text: JSON, or a part of it that the caller completes.
  @inlinable
  @inline(__always)
  public mutating func verbatim(_ text: StaticString) {
    let length = text.utf8CodeUnitCount
    reserve(length)
    memcpy(buffer + count, text.utf8Start, length)
    count += length
  }

  /// Writes bytes as they are.
  public mutating func verbatim(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let base = bytes.baseAddress else { return }
    reserve(bytes.count)
    memcpy(buffer + count, base, bytes.count)
    count += bytes.count
  }

  /// Begins an object.
  @inlinable
  @inline(__always)
  public mutating func beginObject() { append(UInt8(ascii: "{")) }

  /// Ends an object.
  @inlinable
  @inline(__always)
  public mutating func endObject() { close(UInt8(ascii: "}")) }

  /// Begins an array.
  @inlinable
  @inline(__always)
  public mutating func beginArray() { append(UInt8(ascii: "[")) }

  /// Ends an array.
  @inlinable
  @inline(__always)
  public mutating func endArray() { close(UInt8(ascii: "]")) }

  @inlinable
  @inline(__always)
  mutating func close(_ bracket: UInt8) {
    reserve(2)
    if buffer[count - 1] == UInt8(ascii: ",") { count -= 1 }
    buffer[count] = bracket
    buffer[count + 1] = UInt8(ascii: ",")
    count += 2
  }

  /// Writes an array.
  ///
  /// - Parameters:
  ///   - elements: what to write.
  ///   - write: writes one element.
  @inlinable
  @inline(__always)
  public mutating func array<Element>(_ elements: [Element], write: (inout JSONWriter, Element) -> Void) {
    beginArray()
    for element in elements { write(&self, element) }
    endArray()
  }
}
