import DequeModule
import Synchronization

/// Tells what happens to all who subscribe, within this process.
///
/// Nobody waits for a subscriber: each has a buffer, and one that is too slow loses the oldest events and is told how
/// many. What nobody wants to know costs one look at a number.
package final class GatewayEvents: Sendable {
  private struct State {
    var lastSequence: UInt64 = 0
    var buffers: [EventBuffer] = []
    /// The latest events, while somebody may come back for them.
    var history: Deque<GatewayEvent> = []
    /// The last sequence number before the history.
    var historyBegin: UInt64 = 0
    var isKept = false
    /// When the last one left who may come back.
    var leftAt: Int64?
  }

  /// Events kept for subscribers that come back.
  package static let historyCapacity = 4096
  /// How long they are kept when there is no such subscriber, in nanoseconds.
  package static let historyDuration: Int64 = 60_000_000_000

  /// Tells the sequence numbers of this process from those of an earlier one.
  package let identity = MessageID.make()

  private let state = Mutex(State())
  /// The kinds that anybody wants to know, by their bits.
  private let wanted = Atomic<UInt64>(0)
  private let now: @Sendable () -> Int64

  /// - Parameter now: nanoseconds of a clock that only goes forward.
  package init(now: @escaping @Sendable () -> Int64 = { monotonicNanoseconds() }) {
    self.now = now
  }

  /// Whether anybody wants to know of a kind.
  @inline(__always)
  package func isWanted(_ kind: GatewayEvent.Kind) -> Bool {
    wanted.load(ordering: .relaxed) & kind.bit != 0
  }

  /// Tells that something happened.
  ///
  /// - Parameters:
  ///   - station: to whom; nil for what is of no station.
  ///   - moment: when, in milliseconds since the epoch.
  ///   - details: an object; not asked for when nobody wants to know.
  @inline(__always)
  package func publish(
    _ kind: GatewayEvent.Kind,
    of station: StationID?,
    at moment: Int64,
    _ details: @autoclosure () -> APIValue
  ) {
    guard isWanted(kind) else { return }
    deliver(kind, station, moment, details(), isRelayed: false)
  }

  /// Tells what happened in another process of the gateway to those who watch: whoever follows events up does so where
  /// they happen.
  package func relay(_ kind: GatewayEvent.Kind, of station: StationID?, at moment: Int64, _ details: APIValue) {
    guard isWanted(kind) else { return }
    deliver(kind, station, moment, details, isRelayed: true)
  }

  /// Whether anybody watches, or may come back to.
  package var isWatched: Bool { state.withLock { $0.isKept } }

  private func deliver(
    _ kind: GatewayEvent.Kind, _ station: StationID?, _ moment: Int64, _ details: APIValue, isRelayed: Bool
  ) {
    let (event, waiters) = state.withLock { state in
      state.lastSequence += 1
      let event = GatewayEvent(
        sequence: state.lastSequence, kind: kind, station: station, moment: moment, details: details)
      keep(event, &state)
      let takers = state.buffers.lazy.filter { $0.filter.includes(event) && ($0.isResumable || !isRelayed) }
      return (event, takers.compactMap { $0.push(event) })
    }
    for waiter in waiters { waiter.resume(returning: .event(event)) }
  }

  private func keep(_ event: GatewayEvent, _ state: inout State) {
    guard state.isKept else { return }
    if let leftAt = state.leftAt, now() - leftAt > Self.historyDuration {
      state.isKept = false
      state.history.removeAll()
      updateWanted(&state)
      return
    }
    state.history.append(event)
    if state.history.count > Self.historyCapacity, let oldest = state.history.popFirst() {
      state.historyBegin = oldest.sequence
    }
  }

  /// Subscribes to what happens in this process, until the subscription is let go of.
  ///
  /// - Parameters:
  ///   - filter: what is wanted.
  ///   - capacity: how many events may wait for the subscriber.
  package func subscribe(_ filter: GatewayEventFilter, capacity: Int = 10_000) -> GatewayEventSubscription {
    let buffer = EventBuffer(filter, capacity: capacity, isResumable: false)
    state.withLock { state in add(buffer, &state) }
    return GatewayEventSubscription(buffer, of: self)
  }

  /// Subscribes to what happens in all processes, so that one who is cut off can come back and go on where he was.
  ///
  /// - Parameter last: the last sequence number that was seen, when this is such a return. If what followed isn't known
  ///   any more, the subscription begins by saying so: ``GatewayEventDelivery/lost(_:)`` with no number.
  package func subscribeResumably(
    _ filter: GatewayEventFilter,
    capacity: Int = 10_000,
    after last: UInt64? = nil
  ) -> GatewayEventSubscription {
    let buffer = EventBuffer(filter, capacity: capacity, isResumable: true)
    state.withLock { state in
      if let last {
        if state.isKept, last >= state.historyBegin, last <= state.lastSequence {
          // Nobody waits yet.
          for event in state.history where event.sequence > last && filter.includes(event) { _ = buffer.push(event) }
        } else {
          buffer.noteGap()
        }
      }
      if !state.isKept {
        state.isKept = true
        state.historyBegin = state.lastSequence
      }
      state.leftAt = nil
      add(buffer, &state)
    }
    return GatewayEventSubscription(buffer, of: self)
  }

  private func add(_ buffer: EventBuffer, _ state: inout State) {
    state.buffers.append(buffer)
    updateWanted(&state)
  }

  func remove(_ buffer: EventBuffer) {
    state.withLock { state in
      state.buffers.removeAll { $0 === buffer }
      if state.isKept, !state.buffers.contains(where: \.isResumable) { state.leftAt = state.leftAt ?? now() }
      updateWanted(&state)
    }
  }

  private func updateWanted(_ state: inout State) {
    // One who comes back may want anything.
    let all = state.isKept ? UInt64.max : 0
    wanted.store(state.buffers.reduce(all) { $0 | $1.filter.bits }, ordering: .relaxed)
  }
}
