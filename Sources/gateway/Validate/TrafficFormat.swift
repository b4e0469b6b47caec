import ArgumentParser
import GatewayConformance
import GatewayCore
import OCPPCodec

/// What a line of recorded traffic is.
enum TrafficFormat: String, ExpressibleByArgument, CaseIterable {
  /// An OCPP-J frame.
  case frames
  /// A payload with what it is.
  case records
  /// A record of open-ocpp-trace.
  case trace
  /// A line of any log, with a frame in it.
  case log

  /// Reports on one line.
  ///
  /// - Parameters:
  ///   - line: the line.
  ///   - version: of what doesn't say its own.
  ///   - reader: takes what it is.
  func report(_ line: InputLine, version: OCPPVersion?, to reader: inout TrafficReader) {
    guard let bytes = line.bytes else {
      return reader.skip(line: line.number, "longer than \(InputLines.maximumLength) bytes")
    }
    switch self {
    case .frames: reader.take(bytes, line: line.number, TraceFrame(frame: []))
    case .records: record(bytes, line.number, version, &reader)
    case .trace:
      do {
        let frame = try TraceReader.read(bytes)
        frame.frame.withUnsafeBufferPointer { reader.take($0, line: line.number, frame) }
      } catch {
        reader.skip(line: line.number, error.description)
      }
    case .log:
      // Other lines of a log are nobody's fault.
      guard let found = LoggedFrame(bytes) else { return }
      reader.take(
        UnsafeBufferPointer(rebasing: bytes[found.range]), line: line.number, TraceFrame(frame: [], at: found.at))
    }
  }

  private func record(
    _ bytes: UnsafeBufferPointer<UInt8>, _ line: Int, _ version: OCPPVersion?, _ reader: inout TrafficReader
  ) {
    var records = RecordReader(bytes)
    do {
      let record = try records.read()
      let (action, kind) = try RecordJudge(version: version, place: "").action(record)
      record.payload.withUnsafeBufferPointer { payload in
        let descriptor = kind == .request ? action.request : action.response
        reader.take(
          descriptor.report(payload).violations, of: action, kind, descriptor.type.version, line: line, payload)
      }
    } catch {
      reader.skip(line: line, error.message)
    }
  }
}
