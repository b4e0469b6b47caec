/// A decimal number taken apart: its digits without zeros at either end, and their power of ten.
struct DecimalDigits: Hashable {
  /// ASCII digits, the most significant first; none for zero.
  var digits: [UInt8] = []
  /// The power of ten of the last digit.
  var exponent = 0
  /// False for zero.
  var isNegative = false

  init(_ number: DecimalNumber) {
    switch number.storage {
    case .exact(let significand, let exponent):
      self.exponent = Int(exponent)
      isNegative = significand < 0
      digits = Array(String(significand.magnitude).utf8)
    case .text(let text):
      parse(text)
    }
    normalize()
  }

  private mutating func parse(_ text: String) {
    var fraction = false
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "-"): isNegative = true
      case UInt8(ascii: "."): fraction = true
      case UInt8(ascii: "e"), UInt8(ascii: "E"):
        // The number is within a Double's range, or so near to zero that the rest doesn't matter. No text is so long
        // that its digits could make up for the powers beyond these.
        let power = Int(String(Substring(rest))) ?? (rest.first == UInt8(ascii: "-") ? .min : .max)
        exponent += min(max(power, -(1 << 48)), 1 << 48)
        return
      default:
        digits.append(byte)
        if fraction { exponent -= 1 }
      }
    }
  }

  private mutating func normalize() {
    digits.removeFirst(digits.prefix { $0 == UInt8(ascii: "0") }.count)
    while digits.last == UInt8(ascii: "0") {
      digits.removeLast()
      exponent += 1
    }
    if digits.isEmpty {
      exponent = 0
      isNegative = false
    }
  }

  /// Whether the number is a whole multiple of another.
  func isMultiple(of unit: DecimalDigits) -> Bool {
    guard !digits.isEmpty else { return true }
    // Without zeros at the end, digits beyond the unit's last place can't be made up by its own digits.
    guard exponent >= unit.exponent, let divisor = Int(String(decoding: unit.digits, as: UTF8.self)), divisor > 0,
      divisor < 1_000_000_000
    else { return false }
    var remainder = 0
    for digit in digits { remainder = (remainder * 10 + Int(digit & 0x0F)) % divisor }
    for _ in 0..<(exponent - unit.exponent) { remainder = remainder * 10 % divisor }
    return remainder == 0
  }
}

extension DecimalDigits: Comparable {
  static func < (left: Self, right: Self) -> Bool {
    if left.isNegative != right.isNegative { return left.isNegative }
    if left.digits.isEmpty || right.digits.isEmpty {
      return left.digits.isEmpty ? !right.digits.isEmpty && !right.isNegative : left.isNegative
    }
    return left.isNegative ? right.magnitudeIsLess(than: left) : left.magnitudeIsLess(than: right)
  }

  /// Whether, signs aside, the number is the smaller one; neither is zero.
  private func magnitudeIsLess(than other: Self) -> Bool {
    let places = digits.count + exponent
    let otherPlaces = other.digits.count + other.exponent
    return places != otherPlaces ? places < otherPlaces : digits.lexicographicallyPrecedes(other.digits)
  }
}
