import GatewayCore
import Synchronization

/// A connection that records the commands sent over it.
final class RecordingConnection: StationConnection {
  private let connection: any StationConnection
  private let recorder: TrafficRecorder
  private let opened = Mutex<WeakSession>(WeakSession())

  /// The session holds its connection.
  private struct WeakSession {
    weak var session: Session?
  }

  init(_ connection: any StationConnection, recorder: TrafficRecorder) {
    self.connection = connection
    self.recorder = recorder
  }

  /// The session that the connection is of; nothing is sent before there is one.
  var session: Session? {
    get { opened.withLock { $0.session } }
    set { opened.withLock { $0.session = newValue } }
  }

  func send(_ frame: [UInt8]) {
    if let session { recorder.record(frame, .toStation, session) }
    connection.send(frame)
  }

  func close(_ reason: ConnectionCloseReason) { connection.close(reason) }
}
