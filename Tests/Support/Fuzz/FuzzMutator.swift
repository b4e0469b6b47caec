import GatewayConformance

/// Changes inputs: JSON as a document, so that most of it stays one, and anything as bytes.
package struct FuzzMutator {
  package var random: FuzzRandom

  package init(seed: UInt64) {
    random = FuzzRandom(seed: seed)
  }

  /// Changes an input a few times.
  ///
  /// - Parameters:
  ///   - input: what to change; its first byte says what it is.
  ///   - other: another input, of which parts may be taken.
  package mutating func mutate(_ input: [UInt8], with other: [UInt8]) -> [UInt8] {
    guard let kind = input.first else { return [UInt8.random(in: 0...255, using: &random)] }
    var body = Array(input.dropFirst())
    for _ in 0...Int.random(in: 0...3, using: &random) {
      let tree = body.withUnsafeBufferPointer { try? JSONTreeParser.parse($0).tree }
      if let tree, Int.random(in: 0..<4, using: &random) > 0 {
        body = changed(tree, depth: 0).bytes
      } else {
        changeBytes(&body, Array(other.dropFirst()))
      }
    }
    return [Int.random(in: 0..<50, using: &random) == 0 ? UInt8.random(in: 0...7, using: &random) : kind] + body
  }

  private mutating func changed(_ tree: JSONTree, depth: Int) -> JSONTree {
    switch tree {
    case .array(var elements) where !elements.isEmpty && Int.random(in: 0..<6, using: &random) > 0:
      let index = Int.random(in: 0..<elements.count, using: &random)
      // A frame's type and id are seldom worth changing.
      let place =
        depth == 0 && elements.count >= 3 && Int.random(in: 0..<8, using: &random) > 0 ? elements.count - 1 : index
      switch Int.random(in: 0..<8, using: &random) {
      case 0: elements.remove(at: place)
      case 1: elements.insert(elements[place], at: place)
      default: elements[place] = changed(elements[place], depth: depth + 1)
      }
      return .array(elements)
    case .object(var members) where !members.isEmpty && Int.random(in: 0..<6, using: &random) > 0:
      let index = Int.random(in: 0..<members.count, using: &random)
      switch Int.random(in: 0..<10, using: &random) {
      case 0: members.remove(at: index)
      case 1: members.append(JSONTree.Member(members[index].name + "2", members[index].value))
      case 2: members[index].name = cased(members[index].name)
      case 3:
        members.append(JSONTree.Member(["extra", "", "timestamp", "é"].randomElement(using: &random) ?? "", value()))
      default: members[index].value = changed(members[index].value, depth: depth + 1)
      }
      return .object(members)
    default: return near(tree)
    }
  }

  /// A value that has something to do with what was there.
  private mutating func near(_ tree: JSONTree) -> JSONTree {
    switch (tree, Int.random(in: 0..<6, using: &random)) {
    case (_, 0): return .array([tree])
    case (.string(let text), 1): return .string(cased(text))
    case (.string(let text), 2):
      return .string(text + String(repeating: "x", count: Int.random(in: 1...60, using: &random)))
    case (.string(let text), 3): return .string("\u{0} " + text + "\u{1}\n")
    case (.string(let text), 4):
      return .number(text.allSatisfy(\.isNumber) && !text.isEmpty && !text.hasPrefix("0") ? text : "7")
    case (.number(let text), 1): return .string(text)
    case (.number(let text), 2): return .number(text.contains(".") || text.contains("e") ? text : text + ".0")
    default: return value()
    }
  }

  private mutating func value() -> JSONTree {
    let interesting: [JSONTree] = [
      .null, .boolean(true), .number("0"), .number("-1"), .number("1e999"), .number("1.50"), .number("-0"),
      .number("9223372036854775808"), .number("12345678901234567890.123"), .string(""), .string("0"), .string("true"),
      .string("12.5"), .string("2026-03-14T09:26:53"), .string("2026-03-14 09:26:53+03"),
      .string("2026-02-30T00:00:00Z"),
      .string("1773480413"), .string("\u{1F600}é\u{301}"), .array([]), .object([]), .array([.null]),
      .object([JSONTree.Member("value", .number("7"))]), .string("Celsius"), .string("$received"),
    ]
    return interesting.randomElement(using: &random) ?? .null
  }

  private mutating func cased(_ text: String) -> String {
    switch Int.random(in: 0..<3, using: &random) {
    case 0: text.uppercased()
    case 1: text.lowercased()
    default: String(text.prefix(1)).uppercased() + text.dropFirst()
    }
  }

  private mutating func changeBytes(_ bytes: inout [UInt8], _ other: [UInt8]) {
    guard !bytes.isEmpty else { return bytes = Array(other.prefix(64)) }
    let place = Int.random(in: 0..<bytes.count, using: &random)
    let tokens: [[UInt8]] = [
      Array(",".utf8), Array("\\".utf8), Array("\"".utf8), Array("{".utf8), Array("]".utf8), [0], [0xFF], [0xC3],
      Array("\\ud800".utf8), Array("null".utf8), Array(": ".utf8), Array("\n  - ".utf8), Array("&a *a".utf8),
      Array("True".utf8), Array(".5".utf8), Array("[[[[".utf8),
    ]
    switch Int.random(in: 0..<6, using: &random) {
    case 0: bytes.remove(at: place)
    case 1: bytes.insert(contentsOf: tokens.randomElement(using: &random) ?? [], at: place)
    case 2: bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
    case 3: bytes.removeSubrange(place..<min(place + Int.random(in: 1...16, using: &random), bytes.count))
    case 4:
      bytes.insert(contentsOf: other.dropFirst(Int.random(in: 0...other.count, using: &random)).prefix(32), at: place)
    default: bytes.insert(contentsOf: bytes[place...].prefix(24), at: place)
    }
  }
}
