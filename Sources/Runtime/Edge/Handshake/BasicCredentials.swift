import Foundation

/// The user name and password of HTTP Basic authentication (RFC 7617); the password need not be text.
struct BasicCredentials: Equatable {
  var user: [UInt8]
  var password: [UInt8]

  /// - Parameter header: the value of `Authorization`.
  /// - Returns: nil when it is of another scheme or not valid.
  init?(header: String) {
    let parts = header.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
    guard parts.count == 2, parts[0].lowercased() == "basic",
      let data = Data(base64Encoded: parts[1].trimmingCharacters(in: .whitespaces))
    else { return nil }
    // A user name has no colon, a password may.
    guard let colon = data.firstIndex(of: UInt8(ascii: ":")) else { return nil }
    user = Array(data[..<colon])
    password = Array(data[data.index(after: colon)...])
  }
}
