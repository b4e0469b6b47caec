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

  /// Waits for a frame.
  mutating func next() -> Event {
    while true {
      if end - start >= FrameWriter.headerSize {
        let size = Int(buffer.loadUnaligned(fromByteOffset: start, as: UInt32.self))
        guard 1...FrameWriter.maximumSize ~= size else { return .end }
        let begin = start + FrameWriter.headerSize
        if end - begin >= size {
          start = begin + size
          return .frame(UnsafeRawBufferPointer(rebasing: buffer[begin..<start]))
        }
        makeRoom(for: size + FrameWriter.headerSize)
      } else {
        makeRoom(for: FrameWriter.headerSize)
      }
      let room = UnsafeMutableRawBufferPointer(rebasing: buffer[end...])
      let count = recv(descriptor, room.baseAddress, room.count, 0)
      if count > 0 {
        end += count
      } else if count == 0 || ![EAGAIN, EINTR].contains(errno) {
        return .end
      } else if errno == EAGAIN {
        return .nothing
      }
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
