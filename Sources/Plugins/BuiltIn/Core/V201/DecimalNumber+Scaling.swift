import OCPPCodec

extension DecimalNumber {
  /// The number times ten to a power, with all its digits.
  ///
  /// - Parameter power: -300 to 300.
  /// - Returns: nil when the result is beyond what a number can be.
  func scaled(byPowerOfTen power: Int) -> DecimalNumber? {
    guard power != 0 else { return self }
    let parts = description.split { $0 == "e" || $0 == "E" }
    guard let mantissa = parts.first, var exponent = parts.count > 1 ? Int(parts[1]) : 0,
      -1000...1000 ~= exponent
    else { return nil }
    exponent += power
    let digits = mantissa.split(separator: ".")
    let fractionDigits = digits.count > 1 ? digits[1].utf8.count : 0
    guard var significand = Int64(digits.joined()) else { return DecimalNumber(text: "\(mantissa)e\(exponent)") }
    exponent -= fractionDigits
    // 12.3 kWh shall read 12300 Wh, not 123e2.
    while exponent > 0 {
      let (product, overflow) = significand.multipliedReportingOverflow(by: 10)
      if overflow { break }
      significand = product
      exponent -= 1
    }
    return -300...300 ~= exponent ? DecimalNumber(significand: significand, exponent: exponent) : nil
  }
}
