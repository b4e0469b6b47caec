import GatewayConfig
import GatewayCore
import Testing

@testable import GatewayHandlers

@Suite("Local lists: what is sent")
struct LocalListPlanTests {
  /// A station's list, as OCPP 1.6 §5.15 says, with what it must refuse.
  private struct Station {
    var entries: [String: LocalListEntry] = [:]
    var version = 0
    let limits: LocalListLimits

    mutating func take(_ message: LocalListPlan.Message) {
      #expect(message.version > version || (version > 1 && message.version == 1))
      #expect(message.changed.count + message.removed.count <= limits.perMessage ?? .max)
      let keys = message.changed.map(\.key) + message.removed.map { IdTokenRecord.key($0) }
      #expect(Set(keys).count == keys.count, "an id tag twice")
      if message.isFull {
        #expect(message.removed.isEmpty)
        entries = [:]
      }
      for idTag in message.removed { #expect(entries.removeValue(forKey: IdTokenRecord.key(idTag)) != nil) }
      for entry in message.changed { entries[entry.key] = entry }
      #expect(entries.count <= limits.entries ?? .max, "no room")
      version = message.version
    }

    var list: [LocalListEntry] { entries.values.sorted { $0.key < $1.key } }
  }

  private func entries(_ tags: String...) -> [LocalListEntry] { tags.map { LocalListEntry(idTag: $0) } }

  @Test("a list that nobody knows is replaced, also by an empty one")
  func full() {
    let plan = LocalListPlan(entries("A", "B"), over: nil, version: 7, limits: LocalListLimits())
    #expect(
      plan.messages == [LocalListPlan.Message(version: 8, isFull: true, changed: entries("A", "B"), removed: [])])
    let empty = LocalListPlan([], over: nil, version: 0, limits: LocalListLimits())
    #expect(empty.messages == [LocalListPlan.Message(version: 1, isFull: true, changed: [], removed: [])])
  }

  @Test("a known one gets what is different, removals first")
  func differential() {
    let blocked = LocalListEntry(idTag: "B", status: .blocked)
    let plan = LocalListPlan(
      [LocalListEntry(idTag: "a"), blocked] + entries("C", "E"), over: entries("A", "B", "C", "D"), version: 3,
      limits: LocalListLimits())
    #expect(
      plan.messages
        == [LocalListPlan.Message(version: 4, isFull: false, changed: [blocked] + entries("E"), removed: ["D"])])
  }

  @Test("nothing to do, nothing to send")
  func same() {
    let plan = LocalListPlan(entries("A", "B"), over: entries("b", "a"), version: 3, limits: LocalListLimits())
    #expect(plan.messages.isEmpty)
  }

  @Test("a new tag for a station with an empty list is a differential update")
  func firstTag() {
    let plan = LocalListPlan(entries("A"), over: [], version: 1, limits: LocalListLimits())
    #expect(plan.messages.map(\.isFull) == [false])
  }

  @Test("much that is different is replaced instead")
  func shorterFull() {
    let plan = LocalListPlan(
      entries("X"), over: entries("A", "B", "C", "D", "E"), version: 3, limits: LocalListLimits(perMessage: 2))
    #expect(plan.messages == [LocalListPlan.Message(version: 4, isFull: true, changed: entries("X"), removed: [])])
  }

  @Test("what is too long for a message is split: the first part replaces, the rest is added")
  func split() {
    let limits = LocalListLimits(perMessage: 2)
    let plan = LocalListPlan(entries("A", "B", "C", "D", "E"), over: nil, version: 1, limits: limits)
    #expect(plan.messages.map(\.isFull) == [true, false, false])
    #expect(plan.messages.map(\.version) == [2, 3, 4])
    #expect(plan.messages.map(\.changed.count) == [2, 2, 1])
  }

  @Test("a station without room gets what comes first")
  func room() {
    let plan = LocalListPlan(entries("A", "B", "C"), over: nil, version: 1, limits: LocalListLimits(entries: 2))
    #expect(plan.messages.flatMap(\.changed).map(\.idTag) == ["A", "B"])
    #expect(plan.leftOut == 1)
    #expect(LocalListPlan([], over: nil, version: 1, limits: LocalListLimits(entries: 0)).leftOut == 0)
  }

  @Test("versions stay positive")
  func versions() {
    let plan = LocalListPlan(entries("A"), over: nil, version: Int(Int32.max), limits: LocalListLimits())
    #expect(plan.messages.map(\.version) == [1])
    #expect(LocalListPlan(entries("A"), over: nil, version: -1, limits: LocalListLimits()).messages.first?.version == 1)
  }

  @Test("differential updates leave a station with the very list that a full one does", arguments: 0..<40)
  func differentialIsFull(_ seed: Int) {
    var generator = Reproducible(seed: UInt64(seed))
    let limits = LocalListLimits(
      perMessage: Bool.random(using: &generator) ? Int.random(in: 1...7, using: &generator) : nil,
      entries: Bool.random(using: &generator) ? Int.random(in: 0...20, using: &generator) : nil)
    var station = Station(limits: limits)
    var isKnown = false
    for _ in 0..<25 {
      let wanted = randomList(&generator)
      let before = station.list
      let plan = LocalListPlan(wanted, over: isKnown ? before : nil, version: station.version, limits: limits)
      for message in plan.messages { station.take(message) }

      var other = Station(limits: limits)
      for message in LocalListPlan(wanted, over: nil, version: 0, limits: limits).messages { other.take(message) }
      #expect(zip(station.list, other.list).allSatisfy { $0.isSame(as: $1) })
      #expect(station.list.count == other.list.count)
      let expected = wanted.prefix(limits.entries ?? .max).sorted { $0.key < $1.key }
      #expect(zip(station.list, expected).allSatisfy { $0.isSame(as: $1) })
      #expect(station.list.count == expected.count)
      #expect(plan.leftOut == wanted.count - expected.count)
      // Now and then somebody else changes the station's list, so that it must be replaced.
      isKnown = !Bool.random(using: &generator) || Bool.random(using: &generator)
    }
  }

  private func randomList(_ generator: inout Reproducible) -> [LocalListEntry] {
    var list: [LocalListEntry] = []
    for number in 0..<24 where Bool.random(using: &generator) {
      let name = Bool.random(using: &generator) ? "TAG-\(number)" : "tag-\(number)"
      list.append(
        LocalListEntry(
          idTag: name, status: Bool.random(using: &generator) ? .accepted : .blocked,
          expiryDate: Bool.random(using: &generator) ? "2030-01-01T00:00:00.000Z" : nil,
          parentIdTag: Bool.random(using: &generator) ? "FLEET" : nil))
    }
    return list
  }
}

@Suite("Local lists: what is in them")
struct LocalListContentTests {
  private let tokens = [
    IdTokenRecord(id: "BLOCKED", status: .blocked), IdTokenRecord(id: "CHILD", parent: "fleet"),
    IdTokenRecord(id: "FLEET"), IdTokenRecord(id: "OF-BLOCKED", parent: "Blocked"),
    IdTokenRecord(id: "OLD", expiryDate: "2020-01-01T00:00:00Z", expiresAt: 1_577_836_800_000),
    IdTokenRecord(id: "PLAIN", expiryDate: "2030-01-01T01:00:00+01:00", expiresAt: 1_893_456_000_000),
    IdTokenRecord(id: "too-long-for-an-id-tag-of-1.6", type: "eMAID"),
  ]

  private func content(_ rule: LocalListRule = .everything, refused: Bool = false) -> [LocalListEntry] {
    LocalListContent(tokens, for: rule, includesRefused: refused, revision: 1, at: Conversation.now).entries
  }

  @Test("those that may charge, as a station counts them")
  func accepted() {
    let plain = LocalListEntry(idTag: "PLAIN", expiryDate: "2030-01-01T00:00:00.000Z")
    #expect(content().map(\.idTag) == ["CHILD", "FLEET", "PLAIN"])
    #expect(content().last == plain)
    #expect(content().first?.parentIdTag == "fleet")
  }

  @Test("with those that may not, after them")
  func refused() {
    let all = content(refused: true)
    #expect(all.map(\.idTag) == ["CHILD", "FLEET", "PLAIN", "BLOCKED", "OF-BLOCKED", "OLD"])
    #expect(all.dropFirst(3).map(\.status) == [.blocked, .blocked, .expired])
  }

  @Test("a list of some: by patterns and by parents")
  func rules() {
    let byTag = LocalListRule(name: "a", idTags: [GlobPattern("PL*")])
    #expect(content(byTag).map(\.idTag) == ["PLAIN"])
    let byParent = LocalListRule(name: "b", parents: ["Fleet"])
    #expect(content(byParent).map(\.idTag) == ["CHILD"])
    let both = LocalListRule(name: "c", idTags: [GlobPattern("FLEET")], parents: ["Fleet"])
    #expect(content(both).map(\.idTag) == ["CHILD", "FLEET"])
  }
}
