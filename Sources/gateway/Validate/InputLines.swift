import GatewayConformance
import Glibc

/// The input can't be read.
struct InputFailure: Error, CustomStringConvertible {
  let description: String
}

/// A line of input.
struct InputLine {
  /// From 1.
  let number: Int
  /// Its bytes, valid until the next line is asked for; nil when it is longer than ``InputLines/maximumLength``.
  let bytes: UnsafeBufferPointer<UInt8>?

  /// Whether there is nothing but white space in it.
  var isBlank: Bool { bytes?.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D } ?? false }
}

/// The lines of a file descriptor, in memory that doesn't grow with the input. What is compressed by gzip is inflated.
final class InputLines {
  /// The longest line that is kept, in bytes.
  static let maximumLength = 64 << 20

  private let descriptor: Int32
  private var buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 256 << 10)
  /// Where the next line begins.
  private var begin = 0
  /// Where the bytes end.
  private var end = 0
  /// Up to where no line feed was found.
  private var searched = 0
  private var number = 0
  /// Whether what comes belongs to a line that is too long to be kept.
  private var isPassingOver = false
  /// Not nil when the input is compressed.
  private var gzip: GzipReader?
  private var isAtBegin = true
  /// Bytes read from the descriptor.
  private(set) var consumed = 0

  init(descriptor: Int32) {
    self.descriptor = descriptor
  }

  deinit { buffer.deallocate() }

  /// Whether a whole line is there already, so that ``next()`` won't wait.
  var hasLine: Bool { lineFeed() != nil }

  /// The next line; nil at the end.
  ///
  /// - Throws: ``InputFailure``
  func next() throws -> InputLine? {
    while true {
      if let lineFeed = lineFeed() { return line(to: lineFeed, next: lineFeed + 1) }
      makeRoom()
      guard try fill() else {
        return begin < end || isPassingOver ? line(to: end, next: end) : nil
      }
    }
  }

  private func lineFeed() -> Int? {
    guard searched < end, let base = buffer.baseAddress else { return nil }
    guard let found = memchr(base + searched, Int32(UInt8(ascii: "\n")), end - searched) else {
      searched = end
      return nil
    }
    searched = UnsafeRawPointer(found) - UnsafeRawPointer(base)
    return searched
  }

  private func line(to lineEnd: Int, next: Int) -> InputLine {
    let bytes = UnsafeBufferPointer(rebasing: buffer[begin..<lineEnd])
    let isTooLong = isPassingOver || bytes.count > Self.maximumLength
    begin = next
    searched = next
    isPassingOver = false
    number += 1
    return InputLine(number: number, bytes: isTooLong ? nil : bytes)
  }

  /// Sees to it that there is room behind the bytes.
  private func makeRoom() {
    if isPassingOver || end - begin > Self.maximumLength {
      isPassingOver = true
      (begin, end) = (0, 0)
    } else if begin > 0, let base = buffer.baseAddress {
      memmove(base, base + begin, end - begin)
      (begin, end) = (0, end - begin)
    }
    searched = end
    guard end == buffer.count else { return }
    let larger = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: buffer.count * 2)
    _ = larger.update(fromContentsOf: buffer)
    buffer.deallocate()
    buffer = larger
  }

  /// - Returns: false at the end of the input.
  private func fill() throws -> Bool {
    let room = UnsafeMutableBufferPointer(rebasing: buffer[end...])
    guard let gzip else {
      let count = try read(into: UnsafeMutableRawBufferPointer(room))
      if isAtBegin, room.prefix(count).starts(with: GzipReader.magic) {
        let reader = GzipReader()
        reader.feed(Array(room.prefix(count)))
        self.gzip = reader
        isAtBegin = false
        return try fill()
      }
      isAtBegin = false
      end += count
      return count > 0
    }
    while true {
      guard let count = gzip.read(into: room) else { throw InputFailure(description: "not validly compressed by gzip") }
      end += count
      if count > 0 { return true }
      guard gzip.needsInput else { throw InputFailure(description: "not validly compressed by gzip") }
      var piece = [UInt8](repeating: 0, count: 64 << 10)
      let size = try piece.withUnsafeMutableBytes { try read(into: $0) }
      // A recording whose writer died ends in the middle: what is there counts.
      guard size > 0 else { return false }
      gzip.feed(Array(piece.prefix(size)))
    }
  }

  private func read(into room: UnsafeMutableRawBufferPointer) throws -> Int {
    while true {
      let count = Glibc.read(descriptor, room.baseAddress, room.count)
      if count >= 0 {
        consumed += count
        return count
      }
      if errno != EINTR { throw InputFailure(description: String(cString: strerror(errno))) }
    }
  }
}
