import Glibc

/// Takes frames from a socket, for one thread.
struct FrameSource: ~Copyable {
  /// What came.
  enum Event {
    /// A frame without its first four bytes; borrowed until the next is taken.
    case frame(UnsafeRawBufferPointer)
    /// Nothing within the socket's time.
    case nothing
    /// Nothing more, or something that is no frame.
    case end
  }

  private let descriptor: Int32
  private var buffer: UnsafeMutableRawBufferPointer
  private var start = 0
  private var end = 0

  init(_ descriptor: Int32) {
    self.descriptor = descriptor
    buffer = .allocate(byteCount: 1 << 16, alignment: 16)
  }

  deinit {
    buffer.deallocate()
  }

  /// Whether the next frame has come already, so that ``next()`` doesn't wait.
  var hasFrame: Bool {
    guard end - start >= FrameWriter.headerSize else { return false }
    // What is no size is found by `next`.
    return !isSize(size) || end - start - FrameWriter.headerSize >= size
  }

  private var size: Int { Int(buffer.loadUnaligned(fromByteOffset: start, as: UInt32.self)) }

  private func isSize(_ size: Int) -> Bool { 1...FrameWriter.maximumSize ~= size }

  /// Waits until a frame has come, or there is none any more.
  mutating func wait() {
    while !hasFrame {
      if case .end = receive() { return }
    }
  }

  /// Waits for a frame.
  mutating func next() -> Event {
    while !hasFrame {
      if let event = receive() { return event }
    }
    let (size, begin) = (size, start + FrameWriter.headerSize)
    guard isSize(size) else { return .end }
    start = begin + size
    return .frame(UnsafeRawBufferPointer(rebasing: buffer[begin..<start]))
  }

  /// Takes what comes next.
  ///
  /// - Returns: nil when something came.
  private mutating func receive() -> Event? {
    makeRoom(for: FrameWriter.headerSize + (end - start >= FrameWriter.headerSize ? size : 0))
    while true {
      let room = UnsafeMutableRawBufferPointer(rebasing: buffer[end...])
      let count = recv(descriptor, room.baseAddress, room.count, 0)
      if count > 0 {
        end += count
        return nil
      }
      guard count < 0, errno == EAGAIN || errno == EINTR else { return .end }
      if errno == EAGAIN { return .nothing }
    }
  }

  private mutating func makeRoom(for size: Int) {
    if start == end { (start, end) = (0, 0) }
    guard buffer.count - start < size || end == buffer.count else { return }
    let rest = UnsafeRawBufferPointer(rebasing: buffer[start..<end])
    let larger =
      size > buffer.count ? UnsafeMutableRawBufferPointer.allocate(byteCount: size + 4096, alignment: 16) : buffer
    // The two may overlap.
    if let address = rest.baseAddress, let target = larger.baseAddress { memmove(target, address, rest.count) }
    if larger.baseAddress != buffer.baseAddress { buffer.deallocate() }
    buffer = larger
    (start, end) = (0, rest.count)
  }
}
