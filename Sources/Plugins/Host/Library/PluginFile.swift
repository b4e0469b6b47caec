import CProcess
import Crypto
import Glibc
import OCPPCodec

/// The file of a plugin, checked, and the copy of it that is loaded.
///
/// What is checked, hashed and loaded is the same: a sealed copy in memory, which nobody can change. So an update that
/// is copied over the file changes nothing in a gateway that runs.
package final class PluginFile: Sendable {
  private static let maximumSize = 512 << 20

  /// The file's path, absolute, without symbolic links.
  package let path: String
  /// Of its contents, in hexadecimal.
  package let sha256: String
  /// The copy's descriptor.
  let descriptor: Int32

  /// - Parameters:
  ///   - path: the file.
  ///   - pin: the SHA-256 that it must have, in hexadecimal.
  /// - Throws: ``PluginError`` when it isn't there, others may change it, it isn't what was pinned or no library.
  package init(_ path: String, pin: String? = nil) throws(PluginError) {
    guard let resolved = realpath(path, nil) else { throw Self.failure(path, errno) }
    defer { free(resolved) }
    self.path = String(cString: resolved)
    let source = open(self.path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard source >= 0 else { throw Self.failure(self.path, errno) }
    defer { close(source) }
    try Self.checkTrust(source, self.path)
    let copy = gateway_memory_file("gateway-plugin")
    guard copy >= 0 else { throw Self.failure(self.path, errno) }
    do throws(PluginError) {
      sha256 = try Self.copy(source, to: copy, self.path)
      guard gateway_seal(copy) == 0 else { throw Self.failure(self.path, errno) }
      if let pin, pin.lowercased() != sha256 {
        throw PluginError(
          "\(self.path.escapedForPeople) has the SHA-256 \(sha256), not the pinned \(pin.lowercased())",
          hint: "if the file is the one you want, pin its hash")
      }
      try ELFHeader.check(copy, self.path)
    } catch {
      close(copy)
      throw error
    }
    descriptor = copy
  }

  deinit {
    close(descriptor)
  }

  /// Who can change the file can do whatever the gateway can.
  private static func checkTrust(_ descriptor: Int32, _ path: String) throws(PluginError) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw failure(path, errno) }
    let name = path.escapedForPeople
    guard status.st_mode & S_IFMT == S_IFREG else { throw PluginError("\(name) is no regular file") }
    guard status.st_uid == 0 || status.st_uid == geteuid() else {
      throw PluginError(
        "\(name) belongs to user \(status.st_uid), neither to root nor to the gateway's user \(geteuid())",
        hint: "chown it to root")
    }
    guard status.st_mode & (S_IWGRP | S_IWOTH) == 0 else {
      let mode = String(status.st_mode & 0o777, radix: 8)
      throw PluginError("\(name) can be written by others than its owner (mode \(mode))", hint: "chmod go-w it")
    }
    guard Int(status.st_size) <= maximumSize else { throw PluginError("\(name) is larger than 512 MiB") }
  }

  /// - Returns: the SHA-256.
  private static func copy(_ source: Int32, to target: Int32, _ path: String) throws(PluginError) -> String {
    var hash = SHA256()
    var chunk = [UInt8](repeating: 0, count: 1 << 18)
    var total = 0
    while true {
      let count = read(source, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw failure(path, errno) }
      if count == 0 { break }
      total += count
      guard total <= maximumSize else { throw PluginError("\(path.escapedForPeople) is larger than 512 MiB") }
      hash.update(data: chunk[..<count])
      var written = 0
      while written < count {
        let more = chunk[written..<count].withUnsafeBytes { write(target, $0.baseAddress, $0.count) }
        guard more > 0 || errno == EINTR else { throw failure(path, errno) }
        written += max(more, 0)
      }
    }
    return hash.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  private static func failure(_ path: String, _ code: Int32) -> PluginError {
    let name = path.escapedForPeople
    return switch code {
    case ENOENT: PluginError("there is no file \(name)")
    case EACCES: PluginError("\(name) may not be read", hint: "give the gateway's user permission to read it")
    default: PluginError("\(name) can't be read: \(String(cString: strerror(code)))")
    }
  }
}
