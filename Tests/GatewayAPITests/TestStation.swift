import GatewayCore
import OCPPCodec
import Synchronization

/// A station that answers commands as a test says.
final class TestStation: StationConnection {
  enum Reply: Sendable {
    case result(String)
    case error(String)
    case nothing
    case disconnect
  }

  typealias Answer = @Sendable (_ action: String, _ payload: String) -> Reply

  private let clock: TestClock
  private let dispatcher: Dispatcher
  private let sessions: SessionRegistry
  private let answer: Answer
  private let state = Mutex<(session: Session?, calls: [(action: String, payload: String)])>((nil, []))

  init(clock: TestClock, dispatcher: Dispatcher, sessions: SessionRegistry, answer: @escaping Answer) {
    self.clock = clock
    self.dispatcher = dispatcher
    self.sessions = sessions
    self.answer = answer
  }

  var session: Session? {
    get { state.withLock { $0.session } }
    set { state.withLock { $0.session = newValue } }
  }

  /// The commands it was sent.
  var calls: [(action: String, payload: String)] { state.withLock { $0.calls } }

  func send(_ frame: [UInt8]) {
    guard let session, let frame = try? JSONValue(parsing: String(decoding: frame, as: UTF8.self)).elements,
      frame.count == 4, let id = frame[1].string, let action = frame[2].string
    else { return }
    let payload = frame[3].json.text
    state.withLock { $0.calls.append((action, payload)) }
    switch answer(action, payload) {
    case .result(let payload): receive("[3,\"\(id)\",\(payload)]", session)
    case .error(let rest): receive("[4,\"\(id)\",\(rest)]", session)
    case .nothing: clock.ring()
    case .disconnect: sessions.remove(session)
    }
  }

  func close(_ reason: ConnectionCloseReason) {}

  private func receive(_ text: String, _ session: Session) {
    var text = text
    text.withUTF8 { _ = dispatcher.receive($0, from: session) }
  }
}
