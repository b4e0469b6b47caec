import Glibc

/// A number of a message, in decimal: `0.1` is 0.1.
///
/// Prices and meter values must not pass through binary floating point. Numbers of more than 18 digits keep their text.
public struct DecimalNumber: Sendable {
  @usableFromInline
  enum Storage: Sendable {
    /// `significand` × 10 to the power of `exponent`
    case exact(significand: Int64, exponent: Int16)
    /// A number's JSON text.
    case text(String)
  }

  @usableFromInline
  let storage: Storage

  /// A whole number.
  public init(_ value: Int) {
    storage = .exact(significand: Int64(value), exponent: 0)
  }

  /// `significand` × 10 to the power of `exponent`.
  ///
  /// - Parameter exponent: -300 to 300; what lies outside is clamped.
  public init(significand: Int64, exponent: Int) {
    storage = .exact(significand: significand, exponent: Int16(min(max(exponent, -300), 300)))
  }

  /// The shortest decimal number that is nearest to a binary one; nil for infinity and NaN.
  public init?(_ value: Double) {
    guard value.isFinite else { return nil }
    self.init(text: value.description)
  }

  /// Reads a number as JSON writes it; nil for anything else and beyond ±1.8e308.
  public init?(text: String) {
    var text = text
    let number = text.withUTF8 { bytes -> DecimalNumber? in
      var reader = JSONReader(bytes, mode: .strict)
      // A reader passes white space before a value.
      guard let first = bytes.first, first > 0x20, let number = try? reader.numberLiteral(expected: "number"),
        reader.offset == bytes.count
      else { return nil }
      return number
    }
    guard let number else { return nil }
    self = number
  }

  /// - Parameters:
  ///   - start: a number's text, its form checked.
  ///   - shape: where its parts are.
  @inline(__always)
  init?(_ start: UnsafePointer<UInt8>, _ shape: NumberShape) {
    let digits = shape.integerDigits + shape.fractionDigits
    if digits <= 18, shape.exponentOffset == nil {
      var significand: Int64 = 0
      var cursor = start
      let negative = cursor.pointee == UInt8(ascii: "-")
      let last = start + shape.count
      while cursor < last {
        let digit = cursor.pointee &- UInt8(ascii: "0")
        if digit < 10 { significand = significand &* 10 &+ Int64(digit) }
        cursor += 1
      }
      storage = .exact(significand: negative ? -significand : significand, exponent: Int16(-shape.fractionDigits))
      return
    }
    let text = String(decoding: UnsafeBufferPointer(start: start, count: shape.count), as: UTF8.self)
    guard strtod(text, nil).isFinite else { return nil }
    storage = .text(text)
  }

  /// The nearest binary number.
  public var double: Double { strtod(description, nil) }

  /// The number, if it is whole and fits.
  public var integer: Int? {
    if case .exact(let significand, 0) = storage { return Int(significand) }
    let digits = DecimalDigits(self)
    guard digits.exponent >= 0, digits.digits.count + digits.exponent <= 19 else { return nil }
    let text = String(
      decoding: digits.digits + Array(repeating: UInt8(ascii: "0"), count: digits.exponent), as: UTF8.self)
    return Int((digits.isNegative ? "-" : "") + (text.isEmpty ? "0" : text))
  }

  /// Whether the number is a whole multiple of another, on decimal digits.
  ///
  /// - Parameter unit: greater than zero.
  public func isMultiple(of unit: DecimalNumber) -> Bool {
    // Such as 12.5 of 0.1: no more digits than the unit has.
    if case .exact(_, let exponent) = storage, case .exact(1, let unitExponent) = unit.storage, exponent >= unitExponent
    {
      return true
    }
    return DecimalDigits(self).isMultiple(of: DecimalDigits(unit))
  }
}

extension DecimalNumber: ExpressibleByIntegerLiteral {
  /// A whole number.
  public init(integerLiteral value: Int) { self.init(value) }
}

extension DecimalNumber: Hashable, Comparable {
  /// Equal by value: `1.50` is `1.5`.
  public static func == (left: Self, right: Self) -> Bool {
    if case .exact(let left, let leftExponent) = left.storage, case .exact(let right, leftExponent) = right.storage {
      return left == right
    }
    return DecimalDigits(left) == DecimalDigits(right)
  }

  /// Less by value.
  public static func < (left: Self, right: Self) -> Bool { DecimalDigits(left) < DecimalDigits(right) }

  /// Hashes the value.
  public func hash(into hasher: inout Hasher) { hasher.combine(DecimalDigits(self)) }
}

extension DecimalNumber: CustomStringConvertible {
  /// The number as JSON writes it.
  public var description: String {
    var writer = JSONWriter()
    writer.number(self)
    return writer.withBytes { String(decoding: $0, as: UTF8.self) }
  }
}
