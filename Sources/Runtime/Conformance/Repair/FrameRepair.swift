package import GatewayConfig
import GatewayCore
package import OCPPCodec

/// Mends the text of a frame that can't be read.
package struct FrameRepair {
  /// The frame as it shall be read.
  package let frame: [UInt8]
  /// What was mended.
  package let mended: [MendedDefect]

  /// - Parameters:
  ///   - frame: a frame that can't be read, or has an unknown action.
  ///   - version: the connection's version.
  ///   - mends: what may be mended.
  /// - Returns: nil when that doesn't make a frame of it.
  package init?(_ frame: UnsafeBufferPointer<UInt8>, version: OCPPVersion, mending mends: Set<FrameDefect>) {
    guard !mends.isEmpty, let (tree, found) = try? JSONTreeParser.parse(frame, mending: mends),
      case .array(var elements) = tree
    else { return nil }
    let catalog = MessageCatalog.of(version)
    var mended = found
    for defect in [FrameDefect.numericIDs, .missingPayload, .actionCase] where mends.contains(defect) {
      if Self.mend(defect, &elements, catalog) { mended.append(MendedDefect(defect, at: 0)) }
    }
    guard !mended.isEmpty else { return nil }
    let bytes = JSONTree.array(elements).bytes
    switch bytes.withUnsafeBufferPointer({ FrameReader(catalog).read($0) }) {
    case .malformed, .unknownAction, .unsupportedType: return nil
    case .call, .result, .error: break
    }
    self.frame = bytes
    self.mended = mended
  }

  private static func mend(_ defect: FrameDefect, _ elements: inout [JSONTree], _ catalog: MessageCatalog) -> Bool {
    switch defect {
    case .numericIDs:
      guard elements.count > 1, case .number(let text) = elements[1] else { return false }
      elements[1] = .string(text)
    case .missingPayload:
      guard elements.first?.integer == 2 && elements.count == 3 || elements.first?.integer == 3 && elements.count == 2
      else { return false }
      elements.append(.object([]))
    case .actionCase:
      guard elements.first?.integer == 2, elements.count > 2, let name = elements[2].string,
        catalog.action(named: name) == nil,
        let action = catalog.actions.first(where: { $0.name.lowercased() == name.lowercased() })
      else { return false }
      elements[2] = .string(action.name)
    default: return false
    }
    return true
  }
}
