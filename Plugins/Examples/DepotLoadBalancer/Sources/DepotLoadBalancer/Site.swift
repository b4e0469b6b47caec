import GatewayPluginSDK

/// Stations behind one connection to the grid.
struct Site: Sendable {
  struct Configuration: Decodable {
    var name: String
    /// Ids of its stations; `*` stands for any characters.
    var stations: [String]
    /// Ampere, for each phase, for all cars together.
    var limit: DecimalNumber
    /// Ampere: with less a car doesn't charge (IEC 61851: 6 A, which is the default); then some wait.
    var minimum: DecimalNumber?
  }

  struct Problem: Error, CustomStringConvertible {
    let description: String
  }

  let name: String
  /// Tenths of an ampere, which is what stations take (OCPP 1.6 §7.13).
  let limit: Int
  let minimum: Int
  private let stations: [String]

  init(_ configuration: Configuration) throws {
    name = configuration.name
    stations = configuration.stations
    limit = Int(min(max(configuration.limit.double, 0), 100_000) * 10)
    minimum = Int((min(max((configuration.minimum ?? 6).double, 0), 100_000) * 10).rounded(.up))
    guard !stations.isEmpty else { throw Problem(description: "site '\(name)' has no stations") }
    guard minimum > 0, limit >= minimum else {
      throw Problem(description: "site '\(name)': the limit must be at least the minimum, and that more than 0")
    }
  }

  func includes(_ station: String) -> Bool {
    stations.contains { Self.matches(Array($0.utf8)[...], Array(station.utf8)[...]) }
  }

  private static func matches(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
    var (pattern, text) = (pattern, text)
    var retry: (pattern: ArraySlice<UInt8>, text: ArraySlice<UInt8>)?
    while !text.isEmpty {
      if pattern.first == UInt8(ascii: "*") {
        pattern = pattern.dropFirst()
        retry = (pattern, text)
      } else if let first = pattern.first, first == text.first {
        pattern = pattern.dropFirst()
        text = text.dropFirst()
      } else if let last = retry {
        // The last star takes one character more.
        retry = (last.pattern, last.text.dropFirst())
        (pattern, text) = (last.pattern, last.text.dropFirst())
      } else {
        return false
      }
    }
    return pattern.allSatisfy { $0 == UInt8(ascii: "*") }
  }
}
