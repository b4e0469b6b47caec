import GatewayCore
import NIOHTTP1
import OCPPCodec

/// Decides on requests by their path and headers: no sockets, no waiting.
struct Handshake: Sendable {
  let configuration: EdgeConfiguration
  /// False when there are as many connections as allowed.
  var isWelcome = true

  func decide(method: HTTPMethod, uri: String, headers: HTTPHeaders) -> HandshakeDecision {
    guard isWelcome else { return .refuse(.serviceUnavailable, reason: "there are too many connections") }
    guard method == .GET else {
      return .refuse(.badRequest, reason: "the WebSocket handshake is a GET (RFC 6455 §4.2.1)")
    }
    let path = uri.prefix { $0 != "?" && $0 != "#" }
    let prefix = configuration.path == "/" ? "/" : configuration.path + "/"
    guard path.utf8.starts(with: prefix.utf8) else {
      return .refuse(.notFound, reason: "stations connect to \(prefix){station id}")
    }
    let segment = path.dropFirst(prefix.count)
    guard !segment.utf8.contains(UInt8(ascii: "/")) else {
      return .refuse(.notFound, reason: "stations connect to \(prefix){station id}, without further segments")
    }
    guard let text = Self.percentDecoded(segment),
      let station = StationID(text, maximumLength: configuration.maximumStationIDLength)
    else {
      return .refuse(
        .badRequest,
        reason: "the last segment of the path must be a station id: 1 to \(configuration.maximumStationIDLength) "
          + "characters, none of them / : * ? [ ] { } < > a quote, a backslash, white space or a control character")
    }
    return negotiate(station, offered: headers[canonicalForm: "sec-websocket-protocol"])
  }

  /// The password that a station shows, if it does.
  ///
  /// - Throws: ``Refusal`` when what it shows isn't valid or another's (OCPP 1.6 security whitepaper A00.FR.204: the user
  ///   name is the station's id).
  func password(of station: StationID, headers: HTTPHeaders) throws(Refusal) -> [UInt8]? {
    let values = headers["authorization"]
    guard let value = values.first else { return nil }
    guard values.count == 1, let credentials = BasicCredentials(header: value) else {
      throw Refusal(.unauthorized, "the Authorization header must be that of HTTP Basic authentication (RFC 7617)")
    }
    guard credentials.user.elementsEqual(station.text.utf8) else {
      throw Refusal(.unauthorized, "the user name must be the station's id")
    }
    return credentials.password
  }

  private func negotiate(_ station: StationID, offered: [Substring]) -> HandshakeDecision {
    guard !offered.isEmpty else {
      switch configuration.missingSubprotocol {
      case .assume(let version): return .upgrade(station, version: version, subprotocol: nil)
      case .refuse: return .upgrade(station, version: nil, subprotocol: nil)
      }
    }
    // The order is the station's preference (OCPP-J 1.6 §3.1.2).
    for name in offered {
      if let version = OCPPVersion(subprotocol: name), configuration.versions.contains(version) {
        return .upgrade(station, version: version, subprotocol: version.subprotocol)
      }
    }
    return .upgrade(station, version: nil, subprotocol: nil)
  }

  /// The compression to agree on with a station that offers some.
  func compression(offered headers: HTTPHeaders) -> PermessageDeflate? {
    guard configuration.allowsCompression else { return nil }
    return PermessageDeflate.agree(on: headers[canonicalForm: "sec-websocket-extensions"])
  }

  /// - Returns: nil when a percent encoding is broken or the bytes are no UTF-8.
  static func percentDecoded(_ text: Substring) -> String? {
    var bytes: [UInt8] = []
    var rest = text.utf8
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      guard let high = rest.popFirst().flatMap(hexadecimal), let low = rest.popFirst().flatMap(hexadecimal) else {
        return nil
      }
      bytes.append(high << 4 | low)
    }
    return String(validating: bytes, as: UTF8.self)
  }

  private static func hexadecimal(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
