/// The WebSocket extension `permessage-deflate` (RFC 7692) as agreed on with a station.
///
/// Neither side keeps its dictionary from one message to the next: a connection then has no compression state, which would
/// be some hundred kilobytes, and all of an event loop share one.
struct PermessageDeflate: Equatable, Sendable {
  /// The base-two logarithm of the window that the station wants us to compress with, 9 to 15.
  var windowBits = 15

  /// Agrees on the first offer that can be met.
  ///
  /// - Parameter offers: the values of `Sec-WebSocket-Extensions`, split at commas.
  /// - Returns: nil when there is none.
  static func agree(on offers: some Sequence<some StringProtocol>) -> PermessageDeflate? {
    for offer in offers {
      if let agreed = PermessageDeflate(offer: offer) { return agreed }
    }
    return nil
  }

  /// - Returns: nil when the offer is of another extension, is not valid or can't be met (RFC 7692 §7.1).
  private init?(offer: some StringProtocol) {
    let parts = offer.split(separator: ";", omittingEmptySubsequences: false).map { Self.trimmed($0) }
    guard parts.first?.lowercased() == "permessage-deflate" else { return nil }
    var seen: Set<String> = []
    for part in parts.dropFirst() {
      let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map { Self.trimmed($0) }
      let name = pair[0].lowercased()
      guard seen.insert(name).inserted else { return nil }
      let value = pair.count > 1 ? Self.unquoted(pair[1]) : nil
      switch (name, value) {
      case ("server_no_context_takeover", nil), ("client_no_context_takeover", nil), ("client_max_window_bits", nil):
        break
      case ("client_max_window_bits", let value?):
        guard Self.bits(value) != nil else { return nil }
      case ("server_max_window_bits", let value?):
        // zlib has no window of 256 bytes for raw streams.
        guard let bits = Self.bits(value), bits >= 9 else { return nil }
        windowBits = bits
      default: return nil
      }
    }
  }

  /// The value of `Sec-WebSocket-Extensions` in the answer.
  var header: String {
    let base = "permessage-deflate; server_no_context_takeover; client_no_context_takeover"
    return windowBits == 15 ? base : "\(base); server_max_window_bits=\(windowBits)"
  }

  private static func bits(_ text: String) -> Int? {
    guard let bits = Int(text), (8...15).contains(bits), String(bits) == text else { return nil }
    return bits
  }

  private static func unquoted(_ text: String) -> String {
    text.count >= 2 && text.hasPrefix("\"") && text.hasSuffix("\"") ? String(text.dropFirst().dropLast()) : text
  }

  private static func trimmed(_ text: some StringProtocol) -> String {
    let isBlank: (UInt8) -> Bool = { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    let start = text.utf8.drop(while: isBlank)
    return String(decoding: start.reversed().drop(while: isBlank).reversed(), as: UTF8.self)
  }
}
