import CProcess
import Glibc
import OCPPCodec
import Synchronization

/// A process of this program that runs a plugin.
///
/// It has a socket to this one, the library, and a pipe for what it prints; no other descriptor, nothing of the
/// environment, and a session of its own.
final class ChildProcess: Sendable {
  /// How a process ended.
  enum End: Sendable, Equatable, CustomStringConvertible {
    case exited(Int32)
    case killed(Int32)

    var description: String {
      switch self {
      case .exited(let code): "ended with exit code \(code)"
      case .killed(let signal): "was ended by \(Self.name(signal))"
      }
    }

    private static func name(_ signal: Int32) -> String {
      switch signal {
      case SIGABRT: "SIGABRT"
      case SIGBUS: "SIGBUS"
      case SIGFPE: "SIGFPE"
      case SIGILL: "SIGILL"
      case SIGKILL: "SIGKILL"
      case SIGSEGV: "SIGSEGV"
      case SIGTERM: "SIGTERM"
      case SIGTRAP: "SIGTRAP"
      default: "signal \(signal)"
      }
    }
  }

  /// Where the child finds its socket.
  static let socketDescriptor: Int32 = 3
  /// Where the child finds the library.
  static let libraryDescriptor: Int32 = 4

  let id: pid_t
  /// This end of the socket; to be closed by whoever has the process.
  let socket: Int32
  /// What it prints; to be closed by whoever has the process.
  let output: Int32
  private let ended = Mutex<End?>(nil)

  /// - Parameters:
  ///   - executable: this program.
  ///   - library: a ``PluginFile``'s descriptor.
  ///   - memoryLimit: bytes.
  /// - Throws: ``PluginError`` when the system doesn't let a process start.
  init(_ executable: String, library: Int32, memoryLimit: Int) throws(PluginError) {
    var sockets: [Int32] = [-1, -1]
    var pipes: [Int32] = [-1, -1]
    let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    guard socketpair(AF_UNIX, type, 0, &sockets) == 0 else { throw Self.failure(errno) }
    guard pipe2(&pipes, O_CLOEXEC) == 0 else {
      let code = errno
      for descriptor in sockets { close(descriptor) }
      throw Self.failure(code)
    }
    // Above those that the child gets, so that none is overwritten before it was copied.
    let theirs = [sockets[1], library, pipes[1]].map { fcntl($0, F_DUPFD_CLOEXEC, 16) }
    let id = Self.spawn(
      executable, ["gateway", "plugin-process", "--memory-limit", String(memoryLimit)], socket: theirs[0],
      library: theirs[1], output: theirs[2])
    for descriptor in theirs + [sockets[1], pipes[1]] where descriptor >= 0 { close(descriptor) }
    guard case .success(let process) = id else {
      close(sockets[0])
      close(pipes[0])
      if case .failure(let error) = id { throw error }
      throw Self.failure(0)
    }
    self.id = process
    socket = sockets[0]
    output = pipes[0]
  }

  private static func spawn(
    _ executable: String, _ arguments: [String], socket: Int32, library: Int32, output: Int32
  ) -> Result<pid_t, PluginError> {
    guard socket >= 0, library >= 0, output >= 0 else { return .failure(failure(EMFILE)) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO)
    posix_spawn_file_actions_adddup2(&actions, socket, socketDescriptor)
    posix_spawn_file_actions_adddup2(&actions, library, libraryDescriptor)
    _ = posix_spawn_file_actions_addclosefrom_np(&actions, libraryDescriptor + 1)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var all = sigset_t()
    sigfillset(&all)
    posix_spawnattr_setsigdefault(&attributes, &all)
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    let flags = Int16(POSIX_SPAWN_SETSIGDEF) | Int16(POSIX_SPAWN_SETSIGMASK) | gateway_spawn_in_session()
    posix_spawnattr_setflags(&attributes, flags)
    let argv = arguments.map { strdup($0) } + [nil]
    let environment = Self.environment.map { strdup($0) } + [nil]
    defer { for text in argv + environment { free(text) } }
    var id = pid_t()
    let code = posix_spawn(&id, executable, &actions, &attributes, argv, environment)
    return code == 0 ? .success(id) : .failure(failure(code))
  }

  /// No secret of the gateway's, and no slow account of a crash before a new process can start.
  private static var environment: [String] {
    let zone = getenv("TZ").map { "TZ=\(String(cString: $0))" }
    return ["PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8", "SWIFT_BACKTRACE=enable=no"] + [zone].compactMap { $0 }
  }

  private static func failure(_ code: Int32) -> PluginError {
    PluginError("can't have a process of its own: \(String(cString: strerror(code)))")
  }

  /// Ends it at once; nothing happens when it has ended.
  func kill() {
    // Once it was waited for, its id may be another's.
    ended.withLock { if $0 == nil { Glibc.kill(id, SIGKILL) } }
  }

  /// Waits for its end, which comes soon or was brought about.
  @discardableResult
  func wait() -> End {
    var information = siginfo_t()
    while waitid(P_PID, id_t(id), &information, WEXITED | WNOWAIT) < 0, errno == EINTR {}
    return ended.withLock { ended in
      if let ended { return ended }
      var status: Int32 = 0
      while waitpid(id, &status, 0) < 0, errno == EINTR {}
      let signal = status & 0x7F
      let end = signal == 0 ? End.exited(status >> 8 & 0xFF) : .killed(signal)
      ended = end
      return end
    }
  }

  /// Gives up waiting for a frame after so long.
  func setPatience(_ milliseconds: Int) {
    var time = timeval(tv_sec: milliseconds / 1000, tv_usec: milliseconds % 1000 * 1000)
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &time, socklen_t(MemoryLayout<timeval>.size))
  }

  /// Reads what it prints until it ends; blocks.
  ///
  /// - Parameter line: takes a line, harmless and not endless.
  static func readOutput(_ descriptor: Int32, _ line: (String) -> Void) {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = read(descriptor, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      bytes += chunk[..<count]
      while let end = bytes.firstIndex(of: UInt8(ascii: "\n")) {
        tell(bytes[..<end], line)
        bytes.removeSubrange(...end)
      }
      if bytes.count > PluginLimits.maximumLogLine {
        tell(bytes[...], line)
        bytes = []
      }
    }
    if !bytes.isEmpty { tell(bytes[...], line) }
  }

  private static func tell(_ bytes: ArraySlice<UInt8>, _ line: (String) -> Void) {
    let limit = PluginLimits.maximumLogLine
    let text = String(decoding: bytes.prefix(limit), as: UTF8.self).escapedForPeople(limit: limit)
    if !text.isEmpty { line(text) }
  }
}
