import Dispatch
import GatewayConformance
import Glibc
import OCPPCodec
import Synchronization

/// Reports on several files, so many at a time as there are cores.
final class ReportRun: Sendable {
  private let format: TrafficFormat
  private let version: OCPPVersion?
  private let progress: ReadingProgress

  init(format: TrafficFormat, version: OCPPVersion?, files: [String]) {
    self.format = format
    self.version = version
    progress = ReadingProgress(files: files)
  }

  /// Reads files and reports on all of them together, in the order given.
  ///
  /// - Parameter jobs: how many are read at a time.
  func report(on files: [String], jobs: Int) -> TrafficReport {
    let recordings = format == .trace ? Self.recordings(files) : files.map { [$0] }
    let reports = Mutex<[TrafficReport?]>(Array(repeating: nil, count: recordings.count))
    let next = Atomic(0)
    progress.begin()
    DispatchQueue.concurrentPerform(iterations: max(min(jobs, recordings.count), 1)) { _ in
      while true {
        let index = next.add(1, ordering: .relaxed).oldValue
        guard index < recordings.count else { return }
        let report = read(recordings[index])
        reports.withLock { $0[index] = report }
      }
    }
    progress.end()
    return reports.withLock { $0.compactMap { $0 } }.reduce(into: TrafficReport()) { $0.merge($1) }
  }

  /// What the recorder wrote to one folder is one recording, whose files are read one after the other.
  private static func recordings(_ files: [String]) -> [[String]] {
    var recordings: [[String]] = []
    var places: [String: Int] = [:]
    for file in files {
      let parts = file.split(separator: "/", omittingEmptySubsequences: false)
      let folder = parts.dropLast().joined(separator: "/")
      guard let name = parts.last, name.hasPrefix("trace-"), name.hasSuffix(".jsonl.gz") else {
        recordings.append([file])
        continue
      }
      if let place = places[folder] {
        recordings[place].append(file)
      } else {
        places[folder] = recordings.count
        recordings.append([file])
      }
    }
    return recordings.map { $0.count > 1 ? $0.sorted() : $0 }
  }

  private func read(_ files: [String]) -> TrafficReport {
    // Without stations, all requests are in one account.
    var reader = TrafficReader(
      file: files.first ?? "", version: version, outstanding: format == .trace ? 32 : 65_536)
    var problems: [String] = []
    var bytes = 0
    for file in files {
      reader.goOn(in: file)
      if let problem = read(file, &reader, &bytes) { problems.append("\(file): \(problem)") }
      progress.fileEnded()
    }
    var report = reader.finish(bytes: bytes)
    for problem in problems { report.addUnusable(problem) }
    return report
  }

  /// - Returns: why the file can't be read, or not to its end.
  private func read(_ name: String, _ reader: inout TrafficReader, _ bytes: inout Int) -> String? {
    let descriptor = name == "-" ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return String(cString: strerror(errno)) }
    defer { if name != "-" { close(descriptor) } }
    let input = InputLines(descriptor: descriptor)
    var counted = 0
    defer { progress.add(input.consumed - counted) }
    do {
      while let line = try input.next() {
        bytes += (line.bytes?.count ?? 0) + 1
        if !line.isBlank { format.report(line, version: version, to: &reader) }
        if input.consumed - counted > 1 << 20 {
          progress.add(input.consumed - counted)
          counted = input.consumed
        }
      }
      return nil
    } catch {
      return "\(error)"
    }
  }
}
