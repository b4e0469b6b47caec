import GatewayCore
import Synchronization
import Testing

@Suite("GatewayEvents")
struct GatewayEventsTests {
  private func publish(_ events: GatewayEvents, _ kind: GatewayEvent.Kind, _ station: String?, _ number: Int) {
    events.publish(kind, of: station.flatMap { StationID($0) }, at: 0, ["n": .integer(number)])
  }

  /// The numbers of so many deliveries; a loss as a negative number, -1000 when it is not known how many.
  private func read(_ subscription: GatewayEventSubscription, _ count: Int) async -> [Int] {
    var numbers: [Int] = []
    var iterator = subscription.makeAsyncIterator()
    while numbers.count < count, let delivery = await iterator.next() {
      switch delivery {
      case .event(let event): numbers.append(event.details["n"]?.integer ?? 0)
      case .lost(let lost): numbers.append(-(lost ?? 1000))
      case .nothing: numbers.append(0)
      }
    }
    return numbers
  }

  @Test("what nobody wants isn't even made")
  func unwanted() {
    let events = GatewayEvents()
    let made = Mutex(0)
    func details() -> APIValue {
      made.withLock { $0 += 1 }
      return [:]
    }
    events.publish(.status, of: nil, at: 0, details())
    let subscription = events.subscribe(GatewayEventFilter(kinds: [.booted]))
    events.publish(.status, of: nil, at: 0, details())
    #expect(made.withLock { $0 } == 0)
    #expect(events.isWanted(.booted) && !events.isWanted(.status))
    events.publish(.booted, of: nil, at: 0, details())
    #expect(made.withLock { $0 } == 1)
    withExtendedLifetime(subscription) {}
  }

  @Test("each subscriber gets what it asked for, in order")
  func filters() async {
    let events = GatewayEvents()
    let all = events.subscribe(GatewayEventFilter())
    let some = events.subscribe(
      GatewayEventFilter(kinds: [.status, .booted], stations: StationID("A").map { [$0] } ?? []))
    publish(events, .status, "A", 1)
    publish(events, .status, "B", 2)
    publish(events, .violation, "A", 3)
    publish(events, .booted, "A", 4)
    publish(events, .operation, nil, 5)
    #expect(await read(all, 5) == [1, 2, 3, 4, 5])
    #expect(await read(some, 2) == [1, 4])
  }

  @Test("what happened in another process is for those who watch, not for those who follow up or tell others")
  func relayed() async {
    let events = GatewayEvents()
    let follower = events.subscribe(GatewayEventFilter())
    #expect(!events.isWatched)
    let watcher = events.subscribeResumably(GatewayEventFilter())
    #expect(events.isWatched)
    events.relay(.status, of: nil, at: 0, ["n": .integer(1)])
    publish(events, .status, "A", 2)
    #expect(await read(watcher, 2) == [1, 2])
    #expect(await read(follower, 1) == [2])
  }

  @Test("a slow subscriber loses the oldest and is told how many")
  func slow() async {
    let events = GatewayEvents()
    let slow = events.subscribe(GatewayEventFilter(), capacity: 3)
    for number in 1...8 { publish(events, .status, "A", number) }
    #expect(await read(slow, 4) == [-5, 6, 7, 8])
    publish(events, .status, "A", 9)
    #expect(await read(slow, 1) == [9])
  }

  @Test("one who waits gets the next event, and ends with its task")
  func waiting() async {
    let events = GatewayEvents()
    let subscription = events.subscribe(GatewayEventFilter())
    async let first = read(subscription, 1)
    // Whether it waits already or not.
    publish(events, .status, "A", 1)
    #expect(await first == [1])
    let task = Task { await read(subscription, 1) }
    task.cancel()
    #expect(await task.value == [])
  }

  @Test("one who comes back goes on where he was, as long as it is kept")
  func resuming() async {
    let now = Mutex<Int64>(0)
    let events = GatewayEvents { now.withLock { $0 } }
    var reader: GatewayEventSubscription? = events.subscribeResumably(GatewayEventFilter())
    publish(events, .status, "A", 1)
    reader = nil
    #expect(reader == nil)
    // Although nobody reads.
    publish(events, .status, "A", 2)
    publish(events, .booted, "A", 3)
    reader = events.subscribeResumably(GatewayEventFilter(), after: 1)
    if let reader { #expect(await read(reader, 2) == [2, 3]) }
    reader = nil
    now.withLock { $0 += GatewayEvents.historyDuration + 1 }
    publish(events, .status, "A", 4)
    #expect(!events.isWanted(.status))
    publish(events, .status, "A", 5)
    let late = events.subscribeResumably(GatewayEventFilter(), after: 3)
    publish(events, .status, "A", 6)
    #expect(await read(late, 2) == [-1000, 6])
    let stranger = events.subscribeResumably(GatewayEventFilter(), after: .max)
    publish(events, .status, "A", 7)
    #expect(await read(stranger, 2) == [-1000, 7])
  }

  @Test("of very many events the oldest are not kept")
  func history() async {
    let events = GatewayEvents()
    let reader = events.subscribeResumably(GatewayEventFilter(), capacity: 1)
    for number in 1...(GatewayEvents.historyCapacity + 10) { publish(events, .status, "A", number) }
    let last = UInt64(GatewayEvents.historyCapacity + 10)
    #expect(await read(events.subscribeResumably(GatewayEventFilter(), after: 9), 1) == [-1000])
    #expect(await read(events.subscribeResumably(GatewayEventFilter(), after: 10), 1) == [11])
    #expect(await read(events.subscribeResumably(GatewayEventFilter(), after: last - 1), 1) == [Int(last)])
    withExtendedLifetime(reader) {}
  }
}
