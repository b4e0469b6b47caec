import GatewayCore
import GatewayTestSupport
import OCPPCodec
import Synchronization
import Testing

@Suite("SessionRegistry")
struct SessionRegistryTests {
  private let registry = SessionRegistry()

  private func open(
    _ station: String, _ version: OCPPVersion = .v16, _ connection: RecordingConnection = RecordingConnection()
  ) throws -> (session: Session, replaced: Session?) {
    let id = try #require(StationID(station))
    return try #require(
      registry.open(id, version: version, remoteAddress: "-", connectedAt: 1, connection: connection))
  }

  @Test("the newcomer wins, and the clean-up of the old one doesn't touch it")
  func takeover() throws {
    let oldConnection = RecordingConnection()
    let newConnection = RecordingConnection()
    let old = try open("A", .v16, oldConnection).session
    let (new, replaced) = try open("A", .v201, newConnection)
    #expect(replaced === old)
    #expect(new.epoch > old.epoch)
    #expect(oldConnection.closed == [.replaced])
    #expect(newConnection.closed.isEmpty)

    #expect(registry.remove(old) == false)
    #expect(registry.session(of: new.station) === new)
    #expect(registry.count == 1)

    #expect(registry.remove(new))
    #expect(registry.session(of: new.station) == nil)
    #expect(registry.remove(new) == false)
  }

  @Test("epochs grow, whatever the station")
  func epochs() throws {
    let epochs = try ["A", "B", "A", "C", "B"].map { try open($0).session.epoch }
    #expect(epochs == epochs.sorted() && Set(epochs).count == 5)
    #expect(Set(registry.all.map(\.station.text)) == ["A", "B", "C"])
  }

  @Test("each end is told once, a replaced session's at the replacement")
  func ends() throws {
    let ended = Mutex<[UInt64]>([])
    registry.observeEnds { session in
      #expect(session.hasEnded)
      ended.withLock { $0.append(session.epoch) }
    }
    let (old, new, other) = (try open("A").session, try open("A").session, try open("B").session)
    #expect(ended.withLock { $0 } == [old.epoch])
    #expect(!new.hasEnded && !other.hasEnded)
    registry.remove(old)
    registry.remove(new)
    registry.remove(new)
    #expect(ended.withLock { $0 } == [old.epoch, new.epoch])
  }

  @Test("the old connection's commands end, the new one's go on")
  func commands() async throws {
    let clock = ManualClock()
    let connection = RecordingConnection()
    let old = try open("A", .v16, connection).session
    old.outbound.open()
    async let sent = CommandProbe.call(old.outbound, "1", clock)
    _ = await connection.next()
    let newConnection = RecordingConnection()
    let new = try open("A", .v16, newConnection).session
    #expect(await sent == .failed("disconnected, sent"))
    registry.remove(old)
    new.outbound.open()
    async let answered = CommandProbe.call(new.outbound, "2", clock)
    _ = await newConnection.next()
    #expect(CommandProbe.resolve(new.outbound, "2"))
    #expect(await answered == .answered)
  }

  @Test("2.0.1 keeps answers across connections, 1.6 doesn't", arguments: OCPPVersion.allCases, [true, false])
  func replies(_ version: OCPPVersion, _ isTakeover: Bool) throws {
    let first = try open("A", version).session
    first.recentReplies.keep([1], to: "1", digest: 1)
    if !isTakeover { registry.remove(first) }
    let second = try open("A", version).session
    #expect(second.recentReplies.reply(to: "1", digest: 1) == (version == .v201 ? [1] : nil))
    #expect(try open("B", version).session.recentReplies.reply(to: "1", digest: 1) == nil)
  }

  @Test("none are taken once it shuts down")
  func shutDown() throws {
    let session = try open("A").session
    #expect(registry.shutDown().map(\.epoch) == [session.epoch])
    let connection = RecordingConnection()
    let late = registry.open(session.station, version: .v16, remoteAddress: "-", connectedAt: 1, connection: connection)
    #expect(late == nil)
    #expect(registry.session(of: session.station) === session)
    registry.remove(session)
    #expect(registry.count == 0)
  }
}
