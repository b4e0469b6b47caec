/// Where files may come from and go to.
package struct FileLocationPolicy: Sendable, Equatable {
  /// The ways to transfer a file (OCPP 1.6 §9.2.3 and what stations do beside).
  package enum Scheme: String, Sendable, Hashable, CaseIterable {
    case ftp, ftps, http, https, sftp
  }

  /// A place and all below it.
  package struct Prefix: Sendable, Equatable {
    let scheme: String
    /// The name itself; or, when it begins with a dot, whatever ends with it.
    let host: String
    let port: Int?
    /// Begins with a slash.
    let path: String

    /// - Parameter text: such as `https://files.example.com/firmware/` or `https://*.example.com/`.
    init(_ text: String) throws(FileLocation.Problem) {
      let wildcard = "://*."
      let isWildcard = text.contains(wildcard)
      let plain =
        isWildcard ? text.replacing(wildcard, with: "://any.", maxReplacements: 1) : text
      let location = try FileLocation(plain)
      guard location.userInfo == nil else {
        throw FileLocation.Problem(description: "must not have a user name: it is for any")
      }
      guard Scheme(rawValue: location.scheme) != nil else {
        let schemes = Scheme.allCases.map(\.rawValue).joined(separator: ", ")
        throw FileLocation.Problem(description: "must begin with one of: \(schemes)")
      }
      scheme = location.scheme
      host = isWildcard ? String(location.host.dropFirst("any".count)) : location.host
      port = location.effectivePort
      path = location.path
    }

    func includes(_ location: FileLocation) -> Bool {
      guard location.scheme == scheme, location.effectivePort == port else { return false }
      guard host.hasPrefix(".") ? location.host.hasSuffix(host) : location.host == host else { return false }
      // Whole segments: /firmware is not the beginning of /firmware-of-others.
      guard location.path.hasPrefix(path) else { return false }
      return path.hasSuffix("/") || location.path.count == path.count
        || location.path.dropFirst(path.count).first == "/"
    }
  }

  /// The ways that are allowed.
  package var schemes: [Scheme]
  /// The places that are allowed; empty: all.
  package var prefixes: [Prefix]

  package init(schemes: [Scheme] = Scheme.allCases, prefixes: [Prefix] = []) {
    self.schemes = schemes
    self.prefixes = prefixes
  }

  /// Checks a location that a station is to be told.
  ///
  /// Where it leads from there, by a redirection, is the station's own affair: the gateway fetches nothing.
  ///
  /// - Throws: what is wrong with it.
  func check(_ text: String) throws(FileLocation.Problem) {
    let location = try FileLocation(text)
    guard schemes.contains(where: { $0.rawValue == location.scheme }) else {
      let allowed = schemes.map(\.rawValue).joined(separator: ", ")
      throw FileLocation.Problem(description: "must begin with one of: \(allowed)")
    }
    guard prefixes.isEmpty || prefixes.contains(where: { $0.includes(location) }) else {
      throw FileLocation.Problem(description: "is in none of the allowed places")
    }
  }
}
