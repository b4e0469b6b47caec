import NIOCore

/// The stations of an event loop, for those who may be elsewhere.
struct BoundStations: Sendable {
  private let bound: NIOLoopBound<LoopStations>
  private let eventLoop: any EventLoop

  /// On the event loop only.
  init(_ stations: LoopStations, _ eventLoop: any EventLoop) {
    bound = NIOLoopBound(stations, eventLoop: eventLoop)
    self.eventLoop = eventLoop
  }

  func submit<Value: Sendable>(_ action: @escaping @Sendable (LoopStations) -> Value) async throws -> Value {
    try await eventLoop.submit { action(bound.value) }.get()
  }
}
