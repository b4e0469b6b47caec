import Foundation
import Logging
import NIOSSL
import Synchronization

/// Certificate and key from files, read again when they change: a gateway runs longer than a certificate is valid.
package final class TLSContext: Sendable {
  /// A file that can't be used.
  package struct Failure: Error, CustomStringConvertible {
    package let file: String
    package let problem: String

    package var description: String { "\(file): \(problem)" }
  }

  private struct State: Sendable {
    var context: NIOSSLContext
    var fingerprint: [String]
  }

  private let options: TLSOptions
  private let state: Mutex<State>

  /// Reads the files; blocks.
  ///
  /// - Throws: ``Failure``
  package init(_ options: TLSOptions) throws(Failure) {
    self.options = options
    // Before they are read, so that a change meanwhile is seen at the next look.
    let fingerprint = Self.fingerprint(options)
    state = Mutex(State(context: try Self.make(options), fingerprint: fingerprint))
  }

  var current: NIOSSLContext { state.withLock { $0.context } }

  /// Reads the files again if they have changed; blocks. If they can't be used, what was read before serves on.
  func refresh(_ logger: Logger) {
    let fingerprint = Self.fingerprint(options)
    guard state.withLock({ $0.fingerprint != fingerprint }) else { return }
    do {
      let context = try Self.make(options)
      state.withLock { $0 = State(context: context, fingerprint: fingerprint) }
      logger.notice("TLS certificate read again", metadata: ["file": "\(options.certificate)"])
    } catch {
      // Perhaps one of the files is still to be written: they are looked at again.
      logger.error("changed TLS certificate not used", metadata: ["error": "\(error)"])
    }
  }

  /// Tells when a file has been changed or replaced.
  private static func fingerprint(_ options: TLSOptions) -> [String] {
    [options.certificate, options.key, options.clientAuthorities].compactMap(\.self).map { file in
      var status = stat()
      guard stat(file, &status) == 0 else { return "-" }
      return "\(status.st_ino) \(status.st_size) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
    }
  }

  private static func make(_ options: TLSOptions) throws(Failure) -> NIOSSLContext {
    let chain = try certificates(options.certificate)
    let key: NIOSSLPrivateKey
    do {
      key = try NIOSSLPrivateKey(file: options.key, format: .pem)
    } catch {
      throw Failure(file: options.key, problem: "holds no private key in PEM that can be read (\(error))")
    }
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
    // OCPP 1.6 security whitepaper A00.FR.313, OCPP 2.0.1 A00.FR.313
    configuration.minimumTLSVersion = .tlsv12
    if options.clientCertificates != .off, let authorities = options.clientAuthorities {
      configuration.trustRoots = .certificates(try certificates(authorities))
      configuration.certificateVerification =
        options.clientCertificates == .require ? .noHostnameVerification : .optionalVerification
      configuration.sendCANameList = true
    }
    do {
      return try NIOSSLContext(configuration: configuration)
    } catch {
      throw Failure(
        file: options.key, problem: "can't be used with \(options.certificate): do they belong together? (\(error))")
    }
  }

  private static func certificates(_ file: String) throws(Failure) -> [NIOSSLCertificate] {
    do {
      let certificates = try NIOSSLCertificate.fromPEMFile(file)
      guard !certificates.isEmpty else { throw Failure(file: file, problem: "holds no certificate") }
      return certificates
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Failure(file: file, problem: "holds no certificates in PEM that can be read (\(error))")
    }
  }
}
