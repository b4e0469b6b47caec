extension Unicode.Scalar {
  /// Whether this is one of `A`–`Z`, `a`–`z` and `0`–`9`.
  var isASCIIAlphanumeric: Bool {
    switch self {
    case "A"..."Z", "a"..."z", "0"..."9": true
    default: false
    }
  }
}
