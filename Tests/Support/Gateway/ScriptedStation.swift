package import GatewayCore
package import OCPPCodec
import Synchronization

/// A station that talks and answers commands as a test says.
package final class ScriptedStation: StationConnection {
  /// How it answers a command.
  package enum Reply: Sendable {
    /// A CALLRESULT with this payload.
    case result(String)
    /// A CALLERROR with this code.
    case error(String)
    case silence
    case disconnect
  }

  /// A command that it was sent.
  package struct Command: Sendable {
    package let action: String
    package let payload: JSONValue
  }

  private struct State {
    var session: Session?
    var answers: [String: @Sendable (JSONValue) -> Reply] = [:]
    /// Commands that no test has looked at.
    var commands: [Command] = []
    var closed: ConnectionCloseReason?
    var lastID = 0
  }

  package let id: StationID
  private let fixture: HandlerFixture
  private let state = Mutex(State())

  init(_ id: StationID, _ fixture: HandlerFixture) {
    self.id = id
    self.fixture = fixture
  }

  func begin(_ session: Session) {
    state.withLock { $0.session = session }
    session.outbound.open()
  }

  package var session: Session? { state.withLock { $0.session } }

  /// Why the gateway closed the connection; nil when it didn't.
  package var closed: ConnectionCloseReason? { state.withLock { $0.closed } }

  // MARK: As a station

  /// Sends a CALL.
  ///
  /// - Returns: the frame that answers it.
  package func call(_ action: String, _ payload: String, id: String? = nil) async throws -> JSONValue {
    let (session, number) = state.withLock { state in
      state.lastID += 1
      return (state.session, state.lastID)
    }
    guard let session else { throw FixtureFailure(description: "the station is not connected") }
    var text = "[2,\"\(id ?? "s\(number)")\",\"\(action)\",\(payload)]"
    switch text.withUTF8({ fixture.bus.receive($0, from: session) }) {
    case .nothing: throw FixtureFailure(description: "\(action) was not answered")
    case .reply(let frame): return try JSONValue(parsing: String(decoding: frame, as: UTF8.self))
    case .call(let call):
      guard case .reply(let frame) = await fixture.bus.handle(call, from: session) else {
        throw FixtureFailure(description: "\(action) closed the connection")
      }
      return try JSONValue(parsing: String(decoding: frame, as: UTF8.self))
    }
  }

  /// Sends a CALL and gives the CALLRESULT's payload.
  ///
  /// - Throws: when it is answered with a CALLERROR.
  @discardableResult
  package func result(_ action: String, _ payload: String, id: String? = nil) async throws -> JSONValue {
    let frame = try await call(action, payload, id: id)
    guard frame.elements.count == 3 else { throw FixtureFailure(description: "\(frame.json.text)") }
    return frame.elements[2]
  }

  /// Sends a CALL that is answered with a CALLERROR.
  ///
  /// - Returns: its code.
  package func error(_ action: String, _ payload: String) async throws -> String {
    let frame = try await call(action, payload)
    guard frame.elements.count == 5, let code = frame.elements[2].string else {
      throw FixtureFailure(description: "\(frame.json.text)")
    }
    return code
  }

  /// Says how it answers a command from now on; without, it answers `NotImplemented`.
  package func answers(_ action: String, _ reply: @escaping @Sendable (_ payload: JSONValue) -> Reply) {
    state.withLock { $0.answers[action] = reply }
  }

  /// Ends the connection.
  package func disconnect() {
    let session = state.withLock { $0.session.take() }
    if let session { fixture.bus.close(session) }
  }

  // MARK: What the gateway did

  /// Waits for a command and takes it, so that the next call waits for the next one.
  @discardableResult
  package func command(_ action: String) async throws -> Command {
    for _ in 0..<2000 {
      if let command = take(action) { return command }
      try await Task.sleep(for: .milliseconds(5))
    }
    throw FixtureFailure(description: "\(action) was not sent; there are: \(commands.map(\.action))")
  }

  /// The commands that it was sent and that ``command(_:)`` hasn't taken.
  package var commands: [Command] { state.withLock { $0.commands } }

  private func take(_ action: String) -> Command? {
    state.withLock { state in
      state.commands.firstIndex { $0.action == action }.map { state.commands.remove(at: $0) }
    }
  }

  package func send(_ frame: [UInt8]) {
    guard let frame = try? JSONValue(parsing: String(decoding: frame, as: UTF8.self)).elements, frame.count == 4,
      let id = frame[1].string, let action = frame[2].string
    else { return }
    let answer = state.withLock { state in
      state.commands.append(Command(action: action, payload: frame[3]))
      return state.answers[action]
    }
    switch answer?(frame[3]) ?? .error("NotImplemented") {
    case .result(let payload): receive("[3,\"\(id)\",\(payload)]")
    case .error(let code): receive("[4,\"\(id)\",\"\(code)\",\"\",{}]")
    case .silence: break
    case .disconnect: disconnect()
    }
  }

  package func close(_ reason: ConnectionCloseReason) {
    state.withLock { $0.closed = reason }
  }

  private func receive(_ text: String) {
    guard let session else { return }
    var text = text
    text.withUTF8 { _ = fixture.bus.receive($0, from: session) }
  }
}
