package import OCPPCodec

/// What a CSMS may send.
package enum CommandCatalog {
  /// The names of a version's commands, sorted.
  package static func commands(of version: OCPPVersion) -> [String] {
    MessageCatalog.of(version).actions.filter { $0.mayGo(.outbound) }.map(\.name)
  }

  /// A command's description.
  package static func command(_ name: String, of version: OCPPVersion) -> ActionDescriptor? {
    MessageCatalog.of(version).action(named: name).flatMap { $0.mayGo(.outbound) ? $0 : nil }
  }

  /// Checks a command before it is sent.
  ///
  /// - Throws: ``CommandFailure``: unknown or invalid.
  package static func check(_ name: String, payload: RawJSON, version: OCPPVersion) throws {
    guard let action = command(name, of: version) else {
      throw CommandFailure.unknownCommand(
        "OCPP \(version.rawValue) has no action '\(name.escapedForPeople(limit: 64))' that a CSMS may send")
    }
    if let violations = violations(of: payload, for: action) { throw CommandFailure.invalid(violations) }
  }

  /// What is wrong with a payload; nil if nothing is.
  package static func violations(of payload: RawJSON, for action: ActionDescriptor) -> MessageViolations? {
    var text = payload.text
    return text.withUTF8 { bytes in
      do throws(MessageViolations) {
        _ = try action.request.decode(bytes)
        return nil
      } catch {
        return error
      }
    }
  }
}
