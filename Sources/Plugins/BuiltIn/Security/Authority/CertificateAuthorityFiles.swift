import Crypto
import Foundation
import Glibc
import SwiftASN1
import X509

/// The files of an authority: its private key, which nobody else may read, and its certificate.
struct CertificateAuthorityFiles: Sendable, Equatable {
  /// Why the files can't be used, for the person who runs the gateway.
  struct Problem: Error, CustomStringConvertible {
    let description: String
    /// What to do.
    var hint: String?
  }

  /// PEM, PKCS #8 or SEC 1.
  var key: String
  /// PEM: the authority's own certificate first, then those above it.
  var certificate: String

  /// Far more than a key or a chain has, in bytes.
  private static let limit = 1 << 20

  /// Whether either file is there.
  var exist: Bool { access(key, F_OK) == 0 || access(certificate, F_OK) == 0 }

  /// Reads the authority.
  ///
  /// - Throws: ``Problem``
  func load() throws(Problem) -> CertificateAuthority {
    let keyText = try read(key, isSecret: true)
    let certificateText = try read(certificate, isSecret: false)
    let privateKey: Certificate.PrivateKey
    do {
      // A SEC 1 file may have the curve's parameters in front.
      let documents = try PEMDocument.parseMultiple(pemString: keyText)
      guard let document = documents.first(where: { $0.discriminator.hasSuffix("PRIVATE KEY") }) else {
        throw Problem(description: "\(key) has no private key", hint: "it must be PEM, not encrypted")
      }
      privateKey = try Certificate.PrivateKey(pemDocument: document)
    } catch let problem as Problem {
      throw problem
    } catch {
      throw Problem(
        description: "\(key) can't be read as a private key", hint: "it must be PEM, not encrypted: ECDSA or RSA")
    }
    let chain: [Certificate]
    do {
      chain = try PEMDocument.parseMultiple(pemString: certificateText).map { try Certificate(pemDocument: $0) }
    } catch {
      throw Problem(description: "\(certificate) can't be read as PEM certificates: \(error)")
    }
    do throws(CertificateAuthority.Unusable) {
      return try CertificateAuthority(chain: chain, key: privateKey)
    } catch {
      throw Problem(description: "\(certificate), \(key): \(error)")
    }
  }

  /// Makes an authority and writes its files; neither may be there already.
  ///
  /// - Throws: ``Problem``
  func create(organization: String?, from moment: Date, validity: Duration) throws(Problem) -> CertificateAuthority {
    let made: (authority: CertificateAuthority, key: P384.Signing.PrivateKey)
    let certificateText: String
    do {
      made = try CertificateAuthority.make(organization: organization, from: moment, validity: validity)
      certificateText = try made.authority.certificate.serializeAsPEM().pemString + "\n"
    } catch {
      throw Problem(description: "the authority's certificate can't be made: \(error)")
    }
    // The key first: a certificate without its key could never be used.
    try write(made.key.pemRepresentation + "\n", to: key, mode: 0o600)
    try write(certificateText, to: certificate, mode: 0o644)
    return made.authority
  }

  // MARK: Files

  private func read(_ path: String, isSecret: Bool) throws(Problem) -> String {
    guard access(path, R_OK) == 0 else { throw Self.problem(path, errno) }
    let attributes: [FileAttributeKey: Any]
    do {
      // Not those of a link, which everybody may use.
      let file = URL(filePath: path).resolvingSymlinksInPath().path
      attributes = try FileManager.default.attributesOfItem(atPath: file)
    } catch {
      throw Problem(description: "\(path): \(error.localizedDescription)")
    }
    let size = attributes[.size] as? Int ?? .max
    guard attributes[.type] as? FileAttributeType == .typeRegular, size <= Self.limit else {
      throw Problem(description: "\(path) is not a file of at most \(Self.limit) bytes")
    }
    if isSecret {
      let mode = attributes[.posixPermissions] as? Int ?? 0o777
      guard mode & 0o077 == 0 else {
        throw Problem(
          description: "\(path) may be used by others than its owner (mode \(String(mode, radix: 8)))",
          hint: "chmod 600 \(path)")
      }
      guard let owner = attributes[.ownerAccountID] as? Int, owner == Int(geteuid()) || owner == 0 else {
        throw Problem(description: "\(path) belongs to another user", hint: "give it to the user that runs the gateway")
      }
    }
    guard let data = FileManager.default.contents(atPath: path), let text = String(validating: data, as: UTF8.self)
    else { throw Problem(description: "\(path) is not a text file") }
    return text
  }

  private func write(_ text: String, to path: String, mode: mode_t) throws(Problem) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw Self.problem(path, errno) }
    defer { close(descriptor) }
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { throw Self.problem(path, errno) }
      rest = rest.dropFirst(count)
    }
    guard fsync(descriptor) == 0 else { throw Self.problem(path, errno) }
  }

  private static func problem(_ path: String, _ code: Int32) -> Problem {
    switch code {
    case ENOENT:
      Problem(
        description: "\(path) does not exist",
        hint: "write `create: true` beside it to have it made, or put your own key and certificate there")
    case EACCES: Problem(description: "\(path) may not be accessed", hint: "check its folder's and its own permissions")
    default: Problem(description: "\(path): \(String(cString: strerror(code)))")
    }
  }
}
