import CGatewayPlugin
import Synchronization

extension PluginCall {
  /// Runs the rest of the chain.
  ///
  /// - Parameters:
  ///   - write: writes the payload to use instead of the CALL's own; nil: as it came.
  ///   - read: reads the answer.
  /// - Throws: ``OCPPError`` for a CALLERROR; ``PluginError`` for anything else.
  func next(
    _ write: ((inout JSONWriter) -> Void)?,
    read: @escaping @Sendable (UnsafeBufferPointer<UInt8>) throws -> NextAnswer
  ) async throws -> NextAnswer {
    do {
      let answer = try await connection.reply(
        { host, done, context in
          guard let next = host.pointee.next else { return Status.unsupported }
          guard let write else { return next(host, self.number, gateway_plugin_bytes(), done, context) }
          var writer = JSONWriter()
          write(&writer)
          return writer.withBytes { next(host, self.number, gateway_plugin_bytes($0), done, context) }
        }, read: read)
      keep(answer)
      return answer
    } catch let error as OCPPError {
      keep(.error(error))
      throw error
    } catch let failure as PluginError where failure.code != .outOfTurn {
      keep(.failure(failure))
      throw failure
    }
  }

  private func keep(_ answer: NextAnswer) { state.withLock { $0.answer = answer } }
}
