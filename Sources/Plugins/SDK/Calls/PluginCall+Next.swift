import CGatewayPlugin
import Synchronization

extension PluginCall {
  /// Runs the rest of the chain.
  ///
  /// - Parameters:
  ///   - write: writes the payload to use instead of the CALL's own; nil: as it came.
  ///   - read: reads the answer.
  /// - Throws: ``OCPPError`` for a CALLERROR; ``PluginError`` for anything else.
  func next<Answer: Sendable>(
    _ write: ((inout JSONWriter) -> Void)?,
    read: @escaping @Sendable (UnsafeBufferPointer<UInt8>) throws -> (Answer, NextAnswer)
  ) async throws -> Answer {
    var result: Result<Answer, any Error>
    do {
      let (answer, kept) = try await connection.reply(
        { host, done, context in
          guard let next = host.pointee.next else { return Status.unsupported }
          guard let write else { return next(host, self.number, gateway_plugin_bytes(), done, context) }
          var writer = JSONWriter()
          write(&writer)
          return writer.withBytes { next(host, self.number, gateway_plugin_bytes($0), done, context) }
        }, read: read)
      state.withLock { $0.answer = kept }
      result = .success(answer)
    } catch let error as OCPPError {
      state.withLock { $0.answer = .error(error) }
      result = .failure(error)
    } catch let failure as PluginError where failure.code != .outOfTurn {
      state.withLock { $0.answer = .failure(failure) }
      result = .failure(failure)
    } catch {
      result = .failure(error)
    }
    return try result.get()
  }
}
