/// A date and time as a message carries it: RFC 3339, with the offset and the digits it was written with.
///
/// What a station sent is kept as it came; the point in time is worked out when asked for.
public struct DateTime: Sendable, Hashable {
  /// The parts of the usual form, packed: most messages carry several of these.
  @usableFromInline
  struct Components: Sendable, Hashable {
    var year: UInt16 = 1970
    var month: UInt8 = 1
    var day: UInt8 = 1
    var hour: UInt8 = 0
    var minute: UInt8 = 0
    var second: UInt8 = 0
    var fractionDigits: UInt8 = 0
    var nanoseconds: UInt32 = 0
    /// East of Greenwich.
    var offsetMinutes: Int16 = 0
    var form = Form.capital
  }

  /// How letters and offset were written.
  enum Form: UInt8, Sendable, Hashable {
    /// `T` and `Z`
    case capital
    /// `T` and `+00:00` or another offset
    case offset
  }

  @usableFromInline
  enum Storage: Sendable, Hashable {
    case components(Components)
    /// RFC 3339 in an unusual form: more than nine digits of a second, small letters, `-00:00`.
    case unusual(String)
    /// Not RFC 3339: let through by a policy.
    case unreadable(String)
  }

  @usableFromInline
  var storage: Storage

  /// The beginning of the Unix epoch.
  public init() {
    storage = .components(Components())
  }

  /// A date and time that doesn't conform, kept as it came.
  ///
  /// - Parameter text: the text of the message.
  public init(unreadable text: String) {
    storage = .unreadable(text)
  }

  /// A point in time, in UTC with milliseconds.
  ///
  /// - Parameter millisecondsSinceEpoch: from 1970-01-01T00:00:00Z; what lies outside the years 0 to 9999 is clamped.
  public init(millisecondsSinceEpoch: Int64) {
    let clamped = min(max(millisecondsSinceEpoch, -62_167_219_200_000), 253_402_300_799_999)
    let days = Int((clamped - (clamped < 0 ? 86_399_999 : 0)) / 86_400_000)
    let rest = Int(clamped) - days * 86_400_000
    let date = CalendarDate(daysSinceEpoch: days)
    storage = .components(
      Components(
        year: UInt16(date.year), month: UInt8(date.month), day: UInt8(date.day),
        hour: UInt8(rest / 3_600_000), minute: UInt8(rest / 60_000 % 60), second: UInt8(rest / 1000 % 60),
        fractionDigits: 3, nanoseconds: UInt32(rest % 1000) * 1_000_000))
  }

  /// Reads RFC 3339.
  ///
  /// - Parameter text: such as `2026-03-14T09:26:03.111Z`; nil results when it is something else.
  public init?(rfc3339 text: String) {
    var text = text
    let parsed = text.withUTF8 { bytes in
      DateTimeParser.parse(bytes)
    }
    guard let parsed else { return nil }
    storage = parsed.isUsual ? .components(parsed.components) : .unusual(text)
  }

  /// Reads the usual form from a message's bytes; nil for anything else, conforming or not.
  @inline(__always)
  init?(_ start: UnsafePointer<UInt8>, count: Int) {
    guard let parsed = DateTimeParser.parse(UnsafeBufferPointer(start: start, count: count)), parsed.isUsual else {
      return nil
    }
    storage = .components(parsed.components)
  }

  /// Whether the text conforms to RFC 3339.
  public var isReadable: Bool {
    if case .unreadable = storage { false } else { true }
  }

  /// Milliseconds from 1970-01-01T00:00:00Z; nil when the text is no date and time.
  public var millisecondsSinceEpoch: Int64? {
    switch storage {
    case .components(let components): return components.millisecondsSinceEpoch
    case .unusual(var text): return text.withUTF8(DateTimeParser.parse)?.components.millisecondsSinceEpoch
    case .unreadable: return nil
    }
  }
}

extension DateTime: CustomStringConvertible {
  /// The text of the message.
  public var description: String {
    var writer = JSONWriter()
    writer.dateTime(self)
    // The quotes aren't part of it.
    return writer.withBytes { String(decoding: $0.dropFirst().dropLast(), as: UTF8.self) }
  }
}

extension DateTime.Components {
  var millisecondsSinceEpoch: Int64 {
    let date = CalendarDate(year: Int(year), month: Int(month), day: Int(day))
    let minutes = Int64(date.daysSinceEpoch) * 1440 + Int64(hour) * 60 + Int64(minute) - Int64(offsetMinutes)
    return (minutes * 60 + Int64(second)) * 1000 + Int64(nanoseconds / 1_000_000)
  }
}
