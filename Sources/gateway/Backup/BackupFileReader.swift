import Crypto
import Foundation
import GatewayConformance
import GatewayCore
import Glibc

/// Reads a backup's lines, and checks that it is whole and as it was written.
final class BackupFileReader: BackupReader {
  /// No record is as long.
  private static let longestLine = 512 << 20

  private(set) var header: BackupFile.Header
  private let path: String
  private let file: FileHandle
  private let gzip = GzipReader()
  private let decoder = JSONDecoder()
  private var output = [UInt8](repeating: 0, count: 256 << 10)
  /// Inflated and not handed out yet.
  private var text: [UInt8] = []
  private var position = 0
  private var hash = SHA256()
  private var isOver = false
  private var count = 0
  /// How many records of each kind were read.
  private(set) var counts: [String: Int] = [:]

  /// - Throws: ``BackupProblem``
  init(_ path: String) throws {
    self.path = path
    guard let file = FileHandle(forReadingAtPath: path) else {
      throw BackupProblem(path, String(cString: strerror(errno)))
    }
    self.file = file
    header = BackupFile.Header(createdAt: "", store: "")
    header = try readHeader()
  }

  private func readHeader() throws -> BackupFile.Header {
    guard let line = try line(), let header = try? decoder.decode(BackupFile.Header.self, from: Data(line)),
      header.format == BackupFile.Header.format
    else { throw BackupProblem(path, "is no backup of a gateway") }
    guard header.version <= BackupFile.Header.currentVersion else {
      throw BackupProblem(
        path, "was made by a newer gateway (\(header.gateway), format \(header.version)); restore it with that")
    }
    hash.update(data: line)
    return header
  }

  func next() throws -> BackupRecord? {
    guard !isOver else { return nil }
    guard let line = try line() else { throw BackupProblem(path, "ends too early: it is only a part of a backup") }
    if line.starts(with: Array(#"{"end":"#.utf8)) {
      try finish(line)
      return nil
    }
    hash.update(data: line)
    count += 1
    // An object's first name.
    counts[String(decoding: line.dropFirst(2).prefix { $0 != UInt8(ascii: "\"") }, as: UTF8.self), default: 0] += 1
    do {
      return try decoder.decode(BackupRecord.self, from: Data(line))
    } catch {
      throw BackupProblem(path, "line \(count + 1) is no record: it was altered, or made by a newer gateway")
    }
  }

  /// Reads the rest, to see whether the file is whole.
  ///
  /// - Throws: ``BackupProblem``
  func check() throws { while try next() != nil {} }

  private func finish(_ line: [UInt8]) throws {
    isOver = true
    guard let end = try? decoder.decode(BackupFile.End.self, from: Data(line)).end else {
      throw BackupProblem(path, "its last line can't be read: it was altered")
    }
    guard end.records == count, end.sha256 == hash.finalize().hexadecimal else {
      throw BackupProblem(path, "isn't what was written: its checksum is another one")
    }
    guard try self.line() == nil else { throw BackupProblem(path, "goes on after its end: it was altered") }
  }

  /// The next line with its end; nil at the end of the file.
  private func line() throws -> [UInt8]? {
    var searched = position
    while true {
      if let end = text[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        defer { position = end + 1 }
        return Array(text[position...end])
      }
      searched = text.count
      guard searched - position < Self.longestLine else { throw BackupProblem(path, "has a line that has no end") }
      if position > 0 {
        text.removeSubrange(..<position)
        searched -= position
        position = 0
      }
      guard try inflate() else { return nil }
    }
  }

  /// - Returns: false at the end of the file.
  private func inflate() throws -> Bool {
    while true {
      let count = output.withUnsafeMutableBufferPointer { gzip.read(into: $0) }
      guard let count else { throw BackupProblem(path, "is no gzip file, or was altered") }
      if count > 0 {
        text += output[..<count]
        return true
      }
      guard gzip.needsInput else { continue }
      guard let data = try? file.read(upToCount: 256 << 10), !data.isEmpty else { return false }
      gzip.feed(Array(data))
    }
  }
}

/// A file as what a store takes in.
struct BackupFileSource: BackupSource {
  let path: String

  func open() throws -> any BackupReader { try BackupFileReader(path) }
}
