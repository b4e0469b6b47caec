package import GatewayCore
package import OCPPCodec

/// A bus that records all that passes. Without recording there is none, so that nothing costs anything.
package final class RecordingBus: Bus {
  private let bus: any Bus
  private let recorder: TrafficRecorder

  package init(_ bus: any Bus, recorder: TrafficRecorder) {
    self.bus = bus
    self.recorder = recorder
  }

  package func admit(_ request: ConnectionRequest) async throws -> Admission { try await bus.admit(request) }

  package func open(
    _ station: StationID,
    version: OCPPVersion,
    remoteAddress: String,
    connection: any StationConnection
  ) async throws -> Session? {
    let recording = RecordingConnection(connection, recorder: recorder)
    let session = try await bus.open(
      station, version: version, remoteAddress: remoteAddress, connection: recording)
    recording.session = session
    return session
  }

  package func close(_ session: Session) {
    bus.close(session)
    recorder.end(session)
  }

  package func receive(_ bytes: UnsafeBufferPointer<UInt8>, from session: Session) -> Receipt {
    recorder.record(Array(bytes), .fromStation, session)
    let receipt = bus.receive(bytes, from: session)
    if case .reply(let frame) = receipt { recorder.record(frame, .toStation, session) }
    return receipt
  }

  package func handle(_ call: ReceivedCall, from session: Session) async -> CallOutcome {
    let outcome = await bus.handle(call, from: session)
    if case .reply(let frame) = outcome {
      recorder.record(frame, .toStation, session, latency: monotonicNanoseconds() - call.begin)
    }
    return outcome
  }
}
