import Foundation
import GatewayCore
import OCPPCodec

/// The files of recordings: a new one when the last is large or old enough; old ones are removed.
final class TraceFiles {
  /// How names of recordings begin and end; nothing else in the folder is touched.
  static let prefix = "trace-"
  static let suffix = ".jsonl.gz"

  private let options: RecorderOptions
  private var file: GzipWriter?
  private var openedAt: Int64 = 0
  private var hasUnflushed = false

  init(_ options: RecorderOptions) {
    self.options = options
  }

  /// - Throws: ``TraceProblem`` when the folder isn't one that can be written to.
  static func check(_ folder: String) throws(TraceProblem) {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
      throw TraceProblem("'record.folder' \(folder) is not a folder: make it, or leave it out to record nothing")
    }
    guard FileManager.default.isWritableFile(atPath: folder) else {
      throw TraceProblem("'record.folder' \(folder) can't be written to by this user")
    }
  }

  /// - Parameter at: milliseconds since the epoch.
  /// - Throws: ``TraceProblem``
  func append(_ line: [UInt8], at: Int64) throws(TraceProblem) {
    if let file, file.size >= options.maxFileSize || at - openedAt >= options.maxFileAge { try rotate(file) }
    if file == nil { file = try create(at: at) }
    try file?.write(line)
    hasUnflushed = true
  }

  /// Brings what was appended to the disk's file, and ends it if it is old.
  func flush(at now: Int64) throws(TraceProblem) {
    guard let file else { return }
    if now - openedAt >= options.maxFileAge { return try rotate(file) }
    guard hasUnflushed else { return }
    try file.flush()
    hasUnflushed = false
  }

  /// Ends the last file.
  func finish() {
    try? file?.finish()
    file = nil
  }

  /// Gives up the file, which can't be written to.
  func abandon() {
    file = nil
    hasUnflushed = false
  }

  private func rotate(_ file: GzipWriter) throws(TraceProblem) {
    self.file = nil
    hasUnflushed = false
    try file.finish()
  }

  private func create(at now: Int64) throws(TraceProblem) -> GzipWriter {
    removeOld(at: now)
    let stamp = DateTime(millisecondsSinceEpoch: now).description.filter { $0.isNumber || $0 == "T" || $0 == "Z" }
    for number in 0..<10_000 {
      // Names sort in the order of time.
      let digits = String(number)
      let name = Self.prefix + stamp + "-" + String(repeating: "0", count: 4 - digits.count) + digits + Self.suffix
      let path = options.folder + "/" + name
      guard !FileManager.default.fileExists(atPath: path) else { continue }
      let created = try GzipWriter(creating: path)
      file = created
      openedAt = now
      return created
    }
    throw TraceProblem("\(options.folder): no free name for a recording")
  }

  /// Removes what is too old, then the oldest until there is room for another file.
  private func removeOld(at now: Int64) {
    let folder = URL(fileURLWithPath: options.folder)
    let keys: Set<URLResourceKey> = [.fileSizeKey, .contentModificationDateKey, .isRegularFileKey]
    let files =
      (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: Array(keys))) ?? []
    var recordings: [(url: URL, size: Int, at: Int64)] = files.compactMap { url in
      let name = url.lastPathComponent
      guard name.hasPrefix(Self.prefix), name.hasSuffix(Self.suffix),
        let values = try? url.resourceValues(forKeys: keys), values.isRegularFile == true
      else { return nil }
      let at = (values.contentModificationDate?.timeIntervalSince1970 ?? 0) * 1000
      return (url, values.fileSize ?? 0, Int64(at))
    }
    recordings.sort { $0.url.lastPathComponent < $1.url.lastPathComponent }
    var total = recordings.reduce(0) { $0 + $1.size } + min(options.maxFileSize, options.maxTotalSize / 2)
    for recording in recordings where now - recording.at > options.keep || total > options.maxTotalSize {
      guard (try? FileManager.default.removeItem(at: recording.url)) != nil else { continue }
      total -= recording.size
    }
  }
}
