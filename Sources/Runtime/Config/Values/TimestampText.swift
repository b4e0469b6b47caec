/// Points in time as the configuration writes them.
enum TimestampText {
  static let expected = "a date and time such as 2030-12-31T23:59:59Z"

  /// Whether `text` is a date-time of RFC 3339 §5.6, with an existing day.
  static func isValid(_ text: String) -> Bool {
    var rest = Array(text.utf8)[...]
    guard let year = number(4, from: &rest), skip("-", in: &rest), let month = number(2, from: &rest),
      skip("-", in: &rest), let day = number(2, from: &rest), skip("Tt", in: &rest),
      let hour = number(2, from: &rest), skip(":", in: &rest), let minute = number(2, from: &rest),
      skip(":", in: &rest), let second = number(2, from: &rest)
    else { return false }
    if skip(".", in: &rest) {
      let fraction = rest.prefix { (0x30...0x39).contains($0) }
      guard !fraction.isEmpty else { return false }
      rest = rest.dropFirst(fraction.count)
    }
    return (1...12).contains(month) && (1...daysIn(month: month, year: year)).contains(day) && hour < 24 && minute < 60
      && second <= 60 && isOffset(rest)
  }

  private static func isOffset(_ bytes: ArraySlice<UInt8>) -> Bool {
    var rest = bytes
    if skip("Zz", in: &rest) { return rest.isEmpty }
    guard skip("+-", in: &rest), let hours = number(2, from: &rest), skip(":", in: &rest),
      let minutes = number(2, from: &rest)
    else { return false }
    return rest.isEmpty && hours < 24 && minutes < 60
  }

  private static func number(_ digits: Int, from bytes: inout ArraySlice<UInt8>) -> Int? {
    let text = bytes.prefix(digits)
    guard text.count == digits, text.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    bytes = bytes.dropFirst(digits)
    return text.reduce(0) { $0 * 10 + Int($1 - 0x30) }
  }

  private static func skip(_ candidates: String, in bytes: inout ArraySlice<UInt8>) -> Bool {
    guard let first = bytes.first, candidates.utf8.contains(first) else { return false }
    bytes = bytes.dropFirst()
    return true
  }

  private static func daysIn(month: Int, year: Int) -> Int {
    switch month {
    case 4, 6, 9, 11: 30
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    default: 31
    }
  }
}
