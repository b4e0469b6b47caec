/// Message ids of the gateway's own CALLs: random, so that no two are the same, on any machine.
package enum MessageID {
  /// 32 hexadecimal digits: 36 characters are allowed.
  package static func make() -> String {
    var generator = SystemRandomNumberGenerator()
    return hexadecimal(generator.next()) + hexadecimal(generator.next())
  }

  private static func hexadecimal(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
