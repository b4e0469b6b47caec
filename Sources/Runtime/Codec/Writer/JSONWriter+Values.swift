import Glibc

extension JSONWriter {
  /// Writes `true` or `false`.
  public mutating func boolean(_ value: Bool) {
    verbatim(value ? "true," : "false,")
  }

  /// Writes an integer.
  public mutating func integer(_ value: Int) {
    reserve(21)
    if value < 0 {
      buffer[count] = UInt8(ascii: "-")
      count += 1
    }
    digits(UInt64(value.magnitude), atLeast: 1)
    append(UInt8(ascii: ","))
  }

  /// Writes a number with the digits it has.
  public mutating func number(_ value: DecimalNumber) {
    switch value.storage {
    case .text(var text): text.withUTF8 { verbatim($0) }
    case .exact(let significand, let exponent):
      reserve(32)
      if significand < 0 {
        buffer[count] = UInt8(ascii: "-")
        count += 1
      }
      let fractionDigits = -Int(exponent)
      if 1...18 ~= fractionDigits {
        digits(significand.magnitude, atLeast: fractionDigits + 1)
        memmove(buffer + count - fractionDigits + 1, buffer + count - fractionDigits, fractionDigits)
        buffer[count - fractionDigits] = UInt8(ascii: ".")
        count += 1
      } else {
        digits(significand.magnitude, atLeast: 1)
        if exponent != 0 {
          buffer[count] = UInt8(ascii: "e")
          buffer[count + 1] = UInt8(ascii: "-")
          count += exponent < 0 ? 2 : 1
          digits(UInt64(exponent.magnitude), atLeast: 1)
        }
      }
    }
    append(UInt8(ascii: ","))
  }

  /// Writes a date and time as it was read.
  public mutating func dateTime(_ value: DateTime) {
    switch value.storage {
    case .components(let components): dateTime(components)
    case .unusual(let text), .unreadable(let text): string(text)
    }
  }

  private mutating func dateTime(_ components: DateTime.Components) {
    reserve(40)
    let begin = buffer + count
    begin[0] = UInt8(ascii: "\"")
    Self.twoDigits(UInt8(truncatingIfNeeded: components.year / 100), begin + 1)
    Self.twoDigits(UInt8(truncatingIfNeeded: components.year % 100), begin + 3)
    begin[5] = UInt8(ascii: "-")
    Self.twoDigits(components.month, begin + 6)
    begin[8] = UInt8(ascii: "-")
    Self.twoDigits(components.day, begin + 9)
    begin[11] = UInt8(ascii: "T")
    Self.twoDigits(components.hour, begin + 12)
    begin[14] = UInt8(ascii: ":")
    Self.twoDigits(components.minute, begin + 15)
    begin[17] = UInt8(ascii: ":")
    Self.twoDigits(components.second, begin + 18)
    count += 20
    if components.fractionDigits > 0 {
      buffer[count] = UInt8(ascii: ".")
      count += 1
      var rest = components.nanoseconds
      var weight: UInt32 = 100_000_000
      for _ in 0..<components.fractionDigits {
        buffer[count] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest / weight)
        rest %= weight
        weight = max(weight / 10, 1)
        count += 1
      }
    }
    switch components.form {
    case .capital:
      buffer[count] = UInt8(ascii: "Z")
      count += 1
    case .offset:
      let minutes = components.offsetMinutes.magnitude
      buffer[count] = components.offsetMinutes < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+")
      Self.twoDigits(UInt8(truncatingIfNeeded: minutes / 60), buffer + count + 1)
      buffer[count + 3] = UInt8(ascii: ":")
      Self.twoDigits(UInt8(truncatingIfNeeded: minutes % 60), buffer + count + 4)
      count += 6
    }
    buffer[count] = UInt8(ascii: "\"")
    buffer[count + 1] = UInt8(ascii: ",")
    count += 2
  }

  /// Writes a value of any type as the text it is.
  public mutating func raw(_ value: RawJSON) {
    var text = value.text
    text.withUTF8 { verbatim($0) }
    append(UInt8(ascii: ","))
  }

  /// Writes the members that an object has no property for.
  public mutating func members(_ members: AdditionalMembers?) {
    guard let members else { return }
    for entry in members.entries {
      string(entry.name)
      buffer[count - 1] = UInt8(ascii: ":")
      raw(entry.value)
    }
  }

  /// Writes digits, with zeros before them if they are too few; the room is reserved.
  @inline(__always)
  private mutating func digits(_ value: UInt64, atLeast minimum: Int) {
    var length = 1
    var bound: UInt64 = 10
    while length < 19, value >= bound {
      bound &*= 10
      length += 1
    }
    if length == 19, value >= 10_000_000_000_000_000_000 { length = 20 }
    length = max(length, minimum)
    var rest = value
    var position = length
    while position > 0 {
      position -= 1
      let quotient = rest / 10
      buffer[count + position] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest - quotient * 10)
      rest = quotient
    }
    count += length
  }

  @inline(__always)
  private static func twoDigits(_ value: UInt8, _ target: UnsafeMutablePointer<UInt8>) {
    // 0 to 99, so the product stays below 2^16.
    let tens = UInt8(truncatingIfNeeded: (UInt16(value) * 205) >> 11)
    target[0] = UInt8(ascii: "0") &+ tens
    target[1] = UInt8(ascii: "0") &+ (value &- tens &* 10)
  }
}
