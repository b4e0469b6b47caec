import GatewayPluginSDK

/// What the list says of a token.
enum Verdict: Equatable {
  /// Until a time, in milliseconds since the epoch; nil: for good.
  case accepted(until: Int64?)
  case expired
  case unknown

  var name: String {
    switch self {
    case .accepted: "accepted"
    case .expired: "expired"
    case .unknown: "unknown"
    }
  }
}

extension OCPP16.IdTagInfo {
  init(_ verdict: Verdict) {
    switch verdict {
    case .accepted(let expiry):
      self.init(expiryDate: expiry.map(DateTime.init(millisecondsSinceEpoch:)), status: .accepted)
    case .expired: self.init(status: .expired)
    case .unknown: self.init(status: .invalid)
    }
  }
}

extension OCPP201.IdTokenInfoType {
  init(_ verdict: Verdict) {
    switch verdict {
    case .accepted(let expiry):
      self.init(status: .accepted, cacheExpiryDateTime: expiry.map(DateTime.init(millisecondsSinceEpoch:)))
    case .expired: self.init(status: .expired)
    case .unknown: self.init(status: .unknown)
    }
  }
}
