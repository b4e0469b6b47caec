/// Reads the `date-time` of RFC 3339 §5.6.
enum DateTimeParser {
  struct Result {
    var components: DateTime.Components
    /// Whether the components give the same text again.
    var isUsual: Bool
  }

  /// - Parameter text: the whole text.
  /// - Returns: nil when it isn't one.
  static func parse(_ text: UnsafeBufferPointer<UInt8>) -> Result? {
    guard text.count >= 20,
      text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"), text[10] | 0x20 == UInt8(ascii: "t"),
      text[13] == UInt8(ascii: ":"), text[16] == UInt8(ascii: ":"),
      let century = twoDigits(text, 0), let yearOfCentury = twoDigits(text, 2), let month = twoDigits(text, 5),
      let day = twoDigits(text, 8), let hour = twoDigits(text, 11), let minute = twoDigits(text, 14),
      let second = twoDigits(text, 17)
    else { return nil }
    let year = century * 100 + yearOfCentury
    guard 1...12 ~= month, day >= 1, day <= 28 || day <= CalendarDate.days(inMonth: month, of: year), hour <= 23,
      minute <= 59, second <= 60
    else { return nil }

    var components = DateTime.Components(
      year: UInt16(year), month: UInt8(month), day: UInt8(day), hour: UInt8(hour), minute: UInt8(minute),
      second: UInt8(second))
    var isUsual = text[10] == UInt8(ascii: "T")
    var position = 19
    if text[position] == UInt8(ascii: ".") {
      guard let digits = fraction(text, from: position + 1, into: &components) else { return nil }
      position += 1 + digits
      if digits > 9 { isUsual = false }
    }
    guard let offset = offset(text, from: position) else { return nil }
    components.offsetMinutes = Int16(offset.minutes)
    components.form = offset.form
    if !offset.isUsual { isUsual = false }
    // A leap second is the last one of a day in UTC.
    if second == 60, (hour * 60 + minute - offset.minutes + 2880) % 1440 != 1439 { return nil }
    return Result(components: components, isUsual: isUsual)
  }

  /// - Returns: how many digits the fraction of the second has.
  @inline(__always)
  private static func fraction(
    _ text: UnsafeBufferPointer<UInt8>,
    from begin: Int,
    into components: inout DateTime.Components
  ) -> Int? {
    var position = begin
    var nanoseconds: UInt32 = 0
    var weight: UInt32 = 100_000_000
    while position < text.count, case let digit = text[position] &- UInt8(ascii: "0"), digit < 10 {
      nanoseconds &+= UInt32(digit) &* weight
      weight /= 10
      position += 1
    }
    guard position > begin else { return nil }
    components.nanoseconds = nanoseconds
    components.fractionDigits = UInt8(truncatingIfNeeded: position - begin)
    return position - begin
  }

  /// The offset from UTC, which must be the rest of the text.
  @inline(__always)
  private static func offset(
    _ text: UnsafeBufferPointer<UInt8>,
    from position: Int
  ) -> (minutes: Int, form: DateTime.Form, isUsual: Bool)? {
    guard position < text.count else { return nil }
    let sign = text[position]
    if sign | 0x20 == UInt8(ascii: "z") {
      return position + 1 == text.count ? (0, .capital, sign == UInt8(ascii: "Z")) : nil
    }
    guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), position + 6 == text.count,
      text[position + 3] == UInt8(ascii: ":"), let hours = twoDigits(text, position + 1), hours <= 23,
      let minutes = twoDigits(text, position + 4), minutes <= 59
    else { return nil }
    let total = hours * 60 + minutes
    let negative = sign == UInt8(ascii: "-")
    return (negative ? -total : total, .offset, !(negative && total == 0))
  }

  @inline(__always)
  private static func twoDigits(_ text: UnsafeBufferPointer<UInt8>, _ position: Int) -> Int? {
    let tens = text[position] &- UInt8(ascii: "0")
    let ones = text[position + 1] &- UInt8(ascii: "0")
    return tens < 10 && ones < 10 ? Int(tens &* 10 &+ ones) : nil
  }
}
