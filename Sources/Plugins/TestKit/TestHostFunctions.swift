import CGatewayPlugin
import GatewayPluginSDK
import Synchronization

/// The functions that the plugin calls.
enum TestHostFunctions {
  typealias Host = UnsafePointer<gateway_plugin_host>

  static func make() -> gateway_plugin_host {
    gateway_plugin_host(
      struct_size: UInt32(MemoryLayout<gateway_plugin_host>.size), abi_major: GATEWAY_PLUGIN_ABI_MAJOR,
      abi_minor: GATEWAY_PLUGIN_ABI_MINOR, reserved: 0, context: nil, log: log, metric: metric, complete: complete,
      next: next, state_get: stateGet, state_put: statePut, send: send, get_extension: { _, _ in nil })
  }

  /// The host behind a pointer; nil while the plugin is being made.
  private static func host(_ host: Host?) -> TestHost? {
    host?.pointee.context.map { Unmanaged<TestHost>.fromOpaque($0).takeUnretainedValue() }
  }

  private static let ok = Int32(GATEWAY_PLUGIN_OK)
  private static let outOfTurn = Int32(GATEWAY_PLUGIN_E_STATE)
  private static let invalid = Int32(GATEWAY_PLUGIN_E_ARGUMENT)

  private static let log:
    @convention(c) (Host?, gateway_plugin_call, Int32, gateway_plugin_bytes, gateway_plugin_bytes) -> Void = {
      pointer, _, level, message, fields in
      let line = TestLogLine(.init(rawValue: level) ?? .error, message.text, fields.fields)
      host(pointer)?.state.withLock { $0.logs.append(line) }
    }

  private static let metric: @convention(c) (Host?, Int32, gateway_plugin_bytes, Double, gateway_plugin_bytes) -> Void =
    {
      pointer, kind, name, value, labels in
      guard let kind = TestMetric.Kind(rawValue: kind) else { return }
      let metric = TestMetric(kind, name.text, value, labels.fields)
      host(pointer)?.state.withLock { $0.metrics.append(metric) }
    }

  private static let complete:
    @convention(c) (Host?, gateway_plugin_call, UnsafePointer<gateway_plugin_reply>?) -> gateway_plugin_status = {
      pointer, call, reply in
      guard let host = host(pointer), let reply = reply?.pointee else { return invalid }
      let answer: TestReply
      switch Int(reply.kind) {
      case GATEWAY_PLUGIN_REPLY_RESULT:
        answer =
          RawJSON(text: reply.payload.text).map(TestReply.result) ?? .failure(invalid, "the plugin's answer is no JSON")
      case GATEWAY_PLUGIN_REPLY_ERROR:
        answer = .error(
          OCPPError(
            CallErrorCode(rawValue: reply.error_code.text), reply.description.text,
            details: RawJSON(text: reply.details.text) ?? .emptyObject))
      case GATEWAY_PLUGIN_REPLY_PASS:
        answer =
          host.state.withLock { $0.attempts[call]?.answer }
          ?? .failure(outOfTurn, "the plugin passed before 'next' answered")
      case GATEWAY_PLUGIN_REPLY_FAILURE: answer = .failure(Int32(GATEWAY_PLUGIN_E_INTERNAL), reply.description.text)
      default: answer = .failure(invalid, "there is no kind of reply \(reply.kind)")
      }
      return host.finish(call, answer) ? ok : outOfTurn
    }

  private static let next:
    @convention(c) (
      Host?, gateway_plugin_call, gateway_plugin_bytes, gateway_plugin_reply_handler?, UnsafeMutableRawPointer?
    ) -> gateway_plugin_status = { pointer, number, payload, done, context in
      guard let host = host(pointer) else { return outOfTurn }
      let attempt = host.state.withLock { state -> TestAttempt? in
        guard let attempt = state.attempts[number], !attempt.hasCalledNext, !attempt.isFinished else { return nil }
        state.attempts[number]?.hasCalledNext = true
        return attempt
      }
      guard let attempt else { return outOfTurn }
      guard let payload = payload.length == 0 ? attempt.call.payload : RawJSON(text: payload.text) else {
        return invalid
      }
      let callback = TestReplyCallback(function: done, context: context)
      let call = attempt.call
      // Ends with the chain's answer, which `receive` waits for.
      Task {
        var reply = attempt.answer
        if reply == nil { reply = await host.answer(call.version, call.action, ofChain: true, call.station, payload) }
        guard let reply else { return }
        host.state.withLock { $0.attempts[number]?.answer = reply }
        if callback.function == nil { host.finish(number, reply) } else { callback(reply) }
      }
      return ok
    }

  private static let stateGet:
    @convention(c) (
      Host?, gateway_plugin_call, gateway_plugin_bytes, gateway_plugin_state_handler?, UnsafeMutableRawPointer?
    ) -> gateway_plugin_status = { pointer, number, key, done, context in
      guard let host = host(pointer), let done else { return invalid }
      let name = key.text
      let (text, version) = host.state.withLock { state -> (String?, UInt64) in
        let value = state.value(name)
        if let staged = state.attempts[number]?.staged.last(where: { $0.key == name }) {
          return (staged.text, value?.version ?? 0)
        }
        return (value?.text, value?.version ?? 0)
      }
      if let text { text.withBytes { done(context, ok, $0, version) } } else { done(context, ok, .init(), version) }
      return ok
    }

  private static let statePut:
    @convention(c) (
      Host?, gateway_plugin_call, gateway_plugin_bytes, gateway_plugin_bytes, UInt64, UInt64,
      gateway_plugin_state_handler?,
      UnsafeMutableRawPointer?
    ) -> gateway_plugin_status = { pointer, number, key, value, version, seconds, done, context in
      guard let host = host(pointer), (1...256).contains(key.length), value.length <= 65_536 else { return invalid }
      let staged = TestStagedValue(
        key: key.text, text: value.data == nil ? nil : value.text, expectedVersion: version, seconds: seconds)
      guard number == gateway_plugin_call(GATEWAY_PLUGIN_NO_CALL) else {
        return host.state.withLock { state in
          guard state.attempts[number] != nil else { return outOfTurn }
          let earlier = state.attempts[number]?.staged.first { $0.key == staged.key }
          state.attempts[number]?.staged.removeAll { $0.key == staged.key }
          // The first condition holds for the key.
          state.attempts[number]?.staged.append(
            TestStagedValue(
              key: staged.key, text: staged.text, expectedVersion: earlier?.expectedVersion ?? staged.expectedVersion,
              seconds: seconds))
          return ok
        }
      }
      let isCommitted = host.state.withLock { state in
        let isAny = version == UInt64(GATEWAY_PLUGIN_ANY_VERSION)
        guard isAny || state.value(staged.key)?.version ?? 0 == version else { return false }
        state.commit(staged.key, staged.text, expiring: seconds)
        return true
      }
      done?(context, isCommitted ? ok : Int32(GATEWAY_PLUGIN_E_CONFLICT), .init(), 0)
      return ok
    }

  private static let send:
    @convention(c) (
      Host?, gateway_plugin_call, gateway_plugin_bytes, gateway_plugin_bytes, gateway_plugin_bytes,
      gateway_plugin_bytes,
      UInt32, UInt32, gateway_plugin_reply_handler?, UnsafeMutableRawPointer?
    ) -> gateway_plugin_status = { pointer, number, station, version, action, payload, _, flags, done, context in
      guard let host = host(pointer), let payload = RawJSON(text: payload.text),
        let version = OCPPVersion(rawValue: version.text)
      else { return invalid }
      let isAfterReply = flags == GATEWAY_PLUGIN_SEND_AFTER_REPLY
      let command = TestCommand(
        station: station.text, version: version, action: action.text, payload: payload, isAfterReply: isAfterReply)
      let sending = TestSending(command: command, done: TestReplyCallback(function: done, context: context))
      let status = host.state.withLock { state -> gateway_plugin_status in
        if !isAfterReply, state.attempts[number]?.call.station == command.station {
          return Int32(GATEWAY_PLUGIN_E_SAME_STATION)
        }
        if isAfterReply, state.attempts[number] == nil { return outOfTurn }
        state.commands.append(command)
        if isAfterReply { state.attempts[number]?.afterReply.append(sending) }
        return ok
      }
      if status == ok, !isAfterReply { host.start(sending) }
      return status
    }
}
