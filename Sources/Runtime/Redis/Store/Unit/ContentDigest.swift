import GatewayCore

/// What tells one content from another: the 16 digits of its hash.
struct ContentDigest {
  let text: String

  init(_ bytes: some Sequence<UInt8>) {
    var hash = FNVHash()
    hash.add(bytes)
    let digits = String(hash.value, radix: 16)
    text = String(repeating: "0", count: 16 - digits.count) + digits
  }
}
