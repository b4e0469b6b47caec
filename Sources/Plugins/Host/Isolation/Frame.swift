/// What a message between the gateway and a plugin's process is.
enum FrameKind: UInt8 {
  // From the gateway.
  case configure = 1
  case call = 2
  case proceed = 3
  case value = 4
  case reply = 5
  case cancel = 6
  case stop = 7
  case ping = 8
  // From the plugin's process.
  case descriptor = 32
  case ready = 33
  case refused = 34
  case complete = 35
  case next = 36
  case readState = 37
  case changeState = 38
  case send = 39
  case log = 40
  case measure = 41
  case complaint = 42
  case pong = 43
  case stopped = 44
}

/// Writes a frame: four bytes that tell how many follow, one of ``FrameKind``, then fields without names, in the byte order
/// of the machine: both ends are the same program.
struct FrameWriter {
  static let headerSize = 4
  static let maximumSize = 64 << 20

  private var bytes: [UInt8]

  init(_ kind: FrameKind, capacity: Int = 128) {
    bytes = []
    bytes.reserveCapacity(capacity)
    bytes += [0, 0, 0, 0, kind.rawValue]
  }

  mutating func integer<Value: FixedWidthInteger>(_ value: Value) {
    withUnsafeBytes(of: value) { bytes += $0 }
  }

  mutating func double(_ value: Double) { integer(value.bitPattern) }

  mutating func flag(_ value: Bool) { bytes.append(value ? 1 : 0) }

  mutating func text(_ value: String) {
    var value = value
    value.withUTF8 { self.data($0) }
  }

  mutating func data(_ value: UnsafeBufferPointer<UInt8>) {
    integer(UInt32(truncatingIfNeeded: value.count))
    bytes += value
  }

  mutating func data(_ value: [UInt8]) { value.withUnsafeBufferPointer { self.data($0) } }

  /// The frame.
  consuming func finish() -> [UInt8] {
    let count = UInt32(truncatingIfNeeded: bytes.count - Self.headerSize)
    withUnsafeBytes(of: count) { count in
      for index in 0..<Self.headerSize { bytes[index] = count[index] }
    }
    return bytes
  }
}

/// A frame that isn't one.
struct FrameError: Error {}

/// Reads the fields of a frame, in the order they were written; believes nothing.
struct FrameReader {
  private var rest: UnsafeRawBufferPointer

  /// - Parameter frame: what follows the four bytes.
  init(_ frame: UnsafeRawBufferPointer) {
    rest = frame
  }

  /// - Returns: nil when there is no such kind.
  mutating func kind() throws(FrameError) -> FrameKind? { FrameKind(rawValue: try integer()) }

  mutating func integer<Value: FixedWidthInteger>() throws(FrameError) -> Value {
    let size = MemoryLayout<Value>.size
    guard rest.count >= size else { throw FrameError() }
    defer { rest = UnsafeRawBufferPointer(rebasing: rest[size...]) }
    return rest.loadUnaligned(as: Value.self)
  }

  mutating func double() throws(FrameError) -> Double { Double(bitPattern: try integer()) }

  mutating func flag() throws(FrameError) -> Bool { try integer() as UInt8 != 0 }

  /// Borrowed from the frame.
  mutating func data() throws(FrameError) -> UnsafeBufferPointer<UInt8> {
    let count = Int(try integer() as UInt32)
    guard rest.count >= count else { throw FrameError() }
    defer { rest = UnsafeRawBufferPointer(rebasing: rest[count...]) }
    return UnsafeRawBufferPointer(rebasing: rest[..<count]).assumingMemoryBound(to: UInt8.self)
  }

  mutating func text() throws(FrameError) -> String {
    guard let text = String(validating: try data(), as: UTF8.self) else { throw FrameError() }
    return text
  }
}
