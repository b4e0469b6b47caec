package import GatewayCore
package import OCPPCodec

/// Reads the frames of one recording, in order, and reports on them; memory doesn't grow with the recording.
package struct TrafficReader {
  private struct Station {
    var account: FrameAccount
    var type = StationType()
    var epoch = 0
    var tally = TrafficReport.Tally()
  }

  private struct ActionRow {
    var tally = TrafficReport.Tally()
    var latency = LatencyHistogram()
  }

  private struct RowKey: Hashable {
    var action: ObjectIdentifier
    var isRequest: Bool
  }

  /// How many stations are told apart; of more, messages are counted as of one.
  private static let maximumStations = 100_000

  private var file: String
  private let version: OCPPVersion?
  private let outstanding: Int
  private var report = TrafficReport()
  private var stations: [Station] = []
  private var indices: [String: Int] = [:]
  private var rows: [RowKey: (action: ActionDescriptor, row: ActionRow)] = [:]

  /// - Parameters:
  ///   - file: what examples call the recording.
  ///   - version: of frames that don't say theirs; nil when their actions tell.
  ///   - outstanding: how many requests of a station may wait for their answer.
  package init(file: String, version: OCPPVersion?, outstanding: Int = 32) {
    self.file = file
    self.version = version
    self.outstanding = outstanding
  }

  /// The recording goes on in another file.
  package mutating func goOn(in file: String) { self.file = file }

  /// Takes a frame.
  ///
  /// - Parameters:
  ///   - bytes: its text.
  ///   - line: where it is, from 1.
  ///   - frame: what is known of it beside its text.
  package mutating func take(_ bytes: UnsafeBufferPointer<UInt8>, line: Int, _ frame: TraceFrame) {
    let index = station(frame.station)
    if frame.epoch != stations[index].epoch {
      // Another connection: what was outstanding stays so.
      if stations[index].epoch != 0 { stations[index].account.disconnect() }
      stations[index].epoch = frame.epoch
    }
    let facts = stations[index].account.take(
      bytes, direction: frame.direction, at: frame.at, version: frame.version)
    if facts.action?.name == "BootNotification", facts.type == 2 { identify(facts, bytes, index) }
    report.total.messages += 1
    stations[index].tally.messages += 1
    if let at = frame.at {
      report.firstAt = min(report.firstAt ?? at, at)
      report.lastAt = max(report.lastAt ?? at, at)
    }
    count(facts, index)
    guard facts.conforms != true || !facts.breaches.isEmpty else { return }
    record(facts, bytes, line, frame, index)
  }

  /// Notes a line that can't be used.
  package mutating func skip(line: Int, _ problem: String) { report.addUnusable("\(file):\(line): \(problem)") }

  /// Counts a payload of a message whose request isn't in the recording.
  package mutating func take(
    _ violations: [Violation], of action: ActionDescriptor, _ kind: PayloadKind, _ version: OCPPVersion, line: Int,
    _ payload: UnsafeBufferPointer<UInt8>
  ) {
    let index = station("")
    var facts = FrameFacts(version: version)
    facts.type = kind == .request ? 2 : 3
    facts.action = action
    facts.violations = violations
    report.total.messages += 1
    stations[index].tally.messages += 1
    count(facts, index)
    if !violations.isEmpty { record(facts, payload, line, TraceFrame(frame: []), index) }
  }

  /// The report on all frames.
  ///
  /// - Parameter bytes: how many bytes were read.
  package consuming func finish(bytes: Int) -> TrafficReport {
    report.bytes = bytes
    report.stations = Set(indices.keys.filter { !$0.isEmpty })
    for station in stations {
      report.types[station.type, default: TrafficReport.Tally()].add(station.tally)
      report.unanswered.merge(station.account.unansweredAtEnd, uniquingKeysWith: +)
    }
    for (key, value) in rows {
      let action = TrafficReport.Action(
        version: value.action.request.type.version, name: value.action.name, kind: key.isRequest ? .request : .response)
      report.actions[action, default: TrafficReport.Tally()].add(value.row.tally)
      if value.row.latency.count > 0 { report.latencies[action, default: LatencyHistogram()].merge(value.row.latency) }
    }
    return report
  }

  private mutating func station(_ name: String) -> Int {
    if let index = indices[name] { return index }
    let key = indices.count < Self.maximumStations ? name : ""
    if let index = indices[key] { return index }
    indices[key] = stations.count
    stations.append(Station(account: FrameAccount(version: version, capacity: outstanding)))
    return stations.count - 1
  }

  private mutating func identify(_ facts: FrameFacts, _ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) {
    var message = facts.message
    if message == nil, let range = facts.payload {
      message = facts.action?.request.report(UnsafeBufferPointer(rebasing: bytes[range])).message
    }
    guard let boot = message as? any IdentifiesStation, boot.stationType != stations[index].type else { return }
    // What came before belongs to what the station was then.
    report.types[stations[index].type, default: TrafficReport.Tally()].add(stations[index].tally)
    stations[index].tally = TrafficReport.Tally()
    stations[index].type = boot.stationType
  }

  private mutating func count(_ facts: FrameFacts, _ index: Int) {
    let violates = facts.conforms == false
    if violates {
      report.total.violating += 1
      stations[index].tally.violating += 1
    } else if facts.conforms == nil {
      report.unjudged += 1
    }
    if let code = facts.errorCode { report.errors[code.escapedForPeople(limit: 64), default: 0] += 1 }
    guard let action = facts.action else { return }
    let key = RowKey(action: ObjectIdentifier(action), isRequest: facts.type == 2)
    if rows[key] == nil { rows[key] = (action, ActionRow()) }
    rows[key]?.row.tally.messages += 1
    if violates { rows[key]?.row.tally.violating += 1 }
    if let latency = facts.latency { rows[key]?.row.latency.add(latency) }
  }

  private mutating func record(
    _ facts: FrameFacts, _ bytes: UnsafeBufferPointer<UInt8>, _ line: Int, _ frame: TraceFrame, _ index: Int
  ) {
    let type = stations[index].type
    let file = file
    func example(_ message: String) -> TrafficReport.Example {
      let text = String(decoding: bytes.prefix(TrafficReport.maximumExample), as: UTF8.self)
      return TrafficReport.Example(
        file: file, line: line, station: frame.station, message: message,
        frame: text.escapedForPeople(limit: TrafficReport.maximumExample))
    }
    if let action = facts.action {
      let key = TrafficReport.Action(version: facts.version, name: action.name, kind: facts.kind)
      for violation in facts.violations {
        let rule = TrafficReport.Rule(
          type: type, action: key, pointer: violation.place.generalized, keyword: violation.keyword)
        report.add(rule) { example(violation.message) }
      }
    }
    for breach in facts.breaches {
      let key = TrafficReport.Breach(type: type, breach: breach, direction: frame.direction)
      report.add(key) {
        example(facts.malformed ?? facts.unknownAction.map { "no action '\($0.escapedForPeople)'" } ?? breach.rawValue)
      }
    }
  }
}
