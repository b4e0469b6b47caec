import Glibc

/// What the system says of the process, read from `/proc`, which is memory and doesn't block.
struct ProcessMetrics: Sendable {
  private let ticksPerSecond: Double
  private let pageSize: Double
  /// Seconds since the epoch; nil when the system doesn't say.
  private let startTime: Double?

  init() {
    ticksPerSecond = Double(max(sysconf(Int32(_SC_CLK_TCK)), 1))
    pageSize = Double(sysconf(Int32(_SC_PAGESIZE)))
    // The fields are numbered from 1 in proc(5), and the first two come before those that are split here.
    let ticks = Self.statistics().dropFirst(19).first.flatMap { Double($0) }
    let boot = Self.read("/proc/stat").split(separator: "\n").first { $0.hasPrefix("btime ") }
      .flatMap { Double($0.dropFirst(6)) }
    if let ticks, let boot { startTime = boot + ticks / ticksPerSecond } else { startTime = nil }
  }

  /// Writes the metrics that the system gives.
  func write(to text: inout PrometheusText) {
    let fields = Self.statistics()
    if fields.count > 21, let user = Double(fields[11]), let system = Double(fields[12]) {
      write(
        "process_cpu_seconds_total", .counter, "CPU time used, in user and system mode.",
        (user + system) / ticksPerSecond, to: &text)
    }
    if let count = Self.openFiles() {
      write("process_open_fds", .gauge, "Open file descriptors.", Double(count), to: &text)
    }
    if fields.count > 21, let pages = Double(fields[21]) {
      write("process_resident_memory_bytes", .gauge, "Memory that is resident.", pages * pageSize, to: &text)
    }
    if let startTime {
      write("process_start_time_seconds", .gauge, "When the process began, since the Unix epoch.", startTime, to: &text)
    }
  }

  private func write(
    _ name: String,
    _ kind: MetricKind,
    _ help: String,
    _ value: Double,
    to text: inout PrometheusText
  ) {
    text.family(name, kind, help: help)
    text.sample(name, "", PrometheusText.number(value))
  }

  /// The fields after the process's name, which may contain anything but ends with the last parenthesis.
  private static func statistics() -> [Substring] {
    let text = read("/proc/self/stat")
    guard let end = text.lastIndex(of: ")") else { return [] }
    return text[text.index(after: end)...].split(separator: " ")
  }

  private static func openFiles() -> Int? {
    guard let folder = opendir("/proc/self/fd") else { return nil }
    defer { closedir(folder) }
    var count = 0
    while readdir(folder) != nil { count += 1 }
    // Neither "." nor ".." nor the descriptor that reads the folder.
    return max(count - 3, 0)
  }

  private static func read(_ path: String) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while bytes.count < 1 << 20 {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      guard count > 0 else { break }
      bytes += buffer.prefix(count)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
