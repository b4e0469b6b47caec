internal import CHiredis
internal import NIOCore

/// A command with its arguments, which may be any bytes.
package struct RedisCommand: Sendable {
  /// All arguments, one behind the other.
  private var bytes: [UInt8] = []
  private var lengths: [Int] = []

  /// - Parameter arguments: the command's name and what follows it.
  package init(_ arguments: any RedisArgument...) {
    lengths.reserveCapacity(arguments.count)
    for argument in arguments { append(argument) }
  }

  package mutating func append(_ argument: some RedisArgument) {
    let before = bytes.count
    argument.write(to: &bytes)
    lengths.append(bytes.count - before)
  }

  package mutating func append(contentsOf arguments: some Sequence<some RedisArgument>) {
    for argument in arguments { append(argument) }
  }

  /// About how many bytes it has on the wire.
  package var size: Int { bytes.count + 16 * (lengths.count + 1) }

  /// Its name, for messages.
  package var name: String { String(decoding: bytes.prefix(lengths.first ?? 0), as: UTF8.self) }

  /// Writes it as RESP.
  func write(to buffer: inout ByteBuffer) {
    bytes.withUnsafeBytes { bytes in
      var arguments: [UnsafePointer<CChar>?] = []
      arguments.reserveCapacity(lengths.count)
      var offset = 0
      // An empty argument's pointer isn't looked at.
      let base = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
      for length in lengths {
        arguments.append(base.map { $0 + offset })
        offset += length
      }
      var text: UnsafeMutablePointer<CChar>?
      let count = redisFormatCommandArgv(&text, Int32(lengths.count), &arguments, lengths)
      guard let text, count > 0 else { return }
      buffer.writeBytes(UnsafeRawBufferPointer(start: text, count: Int(count)))
      gateway_redis_free_command(text)
    }
  }
}

/// What may be an argument of a command.
package protocol RedisArgument: Sendable {
  /// Adds its bytes.
  func write(to bytes: inout [UInt8])
}

extension String: RedisArgument {
  package func write(to bytes: inout [UInt8]) { bytes += utf8 }
}

extension [UInt8]: RedisArgument {
  package func write(to bytes: inout [UInt8]) { bytes += self }
}

extension Int: RedisArgument {
  package func write(to bytes: inout [UInt8]) { bytes += String(self).utf8 }
}

extension Int64: RedisArgument {
  package func write(to bytes: inout [UInt8]) { bytes += String(self).utf8 }
}
