import GatewayCore
import OCPPCodec

/// Makes lines of frames, in the order they came.
struct RecordingSession {
  private let options: RecorderOptions
  private var accounts: [ObjectIdentifier: FrameAccount] = [:]

  init(_ options: RecorderOptions) {
    self.options = options
  }

  /// - Returns: the record, with a line feed; nil for what isn't a frame.
  mutating func line(_ entry: TrafficRecorder.Entry) -> [UInt8]? {
    let connection = ObjectIdentifier(entry.session)
    if entry.isEnd {
      accounts[connection] = nil
      return nil
    }
    let version = entry.session.version
    var facts = entry.frame.withUnsafeBufferPointer { bytes in
      accounts[connection, default: FrameAccount(version: version, capacity: 64)]
        .take(bytes, direction: entry.direction, at: entry.at, version: version)
    }
    var frame = TraceFrame(
      frame: entry.frame, at: entry.at, version: version, station: entry.session.station.text,
      direction: entry.direction, epoch: Int(clamping: entry.session.epoch))
    if let hiding = options.hiding {
      let hidden = hiding.hiding(entry.frame)
      if hidden != entry.frame {
        frame.frame = hidden
        facts.payload = facts.payload.flatMap { _ in Self.payload(hidden, version) }
      }
    }
    let latency = entry.latency ?? (entry.direction == .fromStation ? facts.latency.map { $0 * 1_000_000 } : nil)
    var writer = JSONWriter(capacity: entry.frame.count * 3 + 512)
    TraceWriter.write(frame, facts, latency: latency, gateway: options.gateway, to: &writer)
    var line = writer.bytes
    line.append(UInt8(ascii: "\n"))
    return line
  }

  /// Where the payload stands in a frame that was written anew.
  private static func payload(_ frame: [UInt8], _ version: OCPPVersion) -> Range<Int>? {
    switch frame.withUnsafeBufferPointer({ FrameReader(.of(version)).read($0) }) {
    case .call(let call): call.range
    case .result(_, let range): range
    default: nil
    }
  }
}
