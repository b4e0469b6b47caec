import OCPPCodec

/// A date and time as stations spell it, to be spelled as RFC 3339 has it.
struct DateTimeSpelling {
  private let text: String

  init(_ text: String) {
    self.text = RepairStep.trimmed(text)
  }

  /// The text with a zone; nil when it has one already or is no date and time otherwise.
  func zoned(_ zone: String) -> String? {
    guard let parts = Self.parts(text), parts.zone.isEmpty else { return nil }
    return Self.valid(parts.date + "T" + parts.time + zone)
  }

  /// The text as RFC 3339 has it, the same point in time; nil when it has no zone or can't be understood.
  ///
  /// Understood are a space or `_` for the `T`, `+03`, `+0300` and ` +03:00` for the zone, small letters, a comma before
  /// the fraction, no seconds.
  ///
  /// So are seconds and milliseconds since the epoch, if they are 10 or 13 digits.
  var rfc3339: String? {
    if let number = Int64(text), number >= 0, text.utf8.count == 10 || text.utf8.count == 13 {
      return DateTime(millisecondsSinceEpoch: text.utf8.count == 10 ? number * 1000 : number).description
    }
    guard let parts = Self.parts(text), let zone = Self.zone(parts.zone) else { return nil }
    return Self.valid(parts.date + "T" + parts.time + zone)
  }

  private struct Parts {
    var date: String
    var time: String
    var zone: String
  }

  private static func valid(_ text: String) -> String? { DateTime(rfc3339: text) == nil ? nil : text }

  private static func parts(_ text: String) -> Parts? {
    guard text.utf8.count <= 64, text.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
    let date = text.prefix(10)
    var rest = text.dropFirst(10)
    guard date.count == 10, let separator = rest.popFirst(), "Tt _".contains(separator) else { return nil }
    let time = rest.prefix { $0.isNumber || ":.,".contains($0) }
    rest = rest.dropFirst(time.count)
    var clock = String(time.replacing(",", with: "."))
    // The fraction's digits are kept, and so are seconds that aren't there: they are none.
    if clock.filter({ $0 == ":" }).count == 1, !clock.contains(".") { clock += ":00" }
    if clock.hasSuffix(".") { clock.removeLast() }
    return Parts(date: String(date.replacing("/", with: "-")), time: clock, zone: String(rest.drop { $0 == " " }))
  }

  private static func zone(_ text: String) -> String? {
    switch text {
    case "Z", "z", "UTC", "GMT": return "Z"
    default:
      guard let sign = text.first, sign == "+" || sign == "-" else { return nil }
      let digits = text.dropFirst().filter { $0 != ":" }
      guard digits.allSatisfy(\.isNumber) else { return nil }
      switch digits.count {
      case 1: return "\(sign)0\(digits):00"
      case 2: return "\(sign)\(digits):00"
      case 4: return "\(sign)\(digits.prefix(2)):\(digits.suffix(2))"
      default: return nil
      }
    }
  }
}
