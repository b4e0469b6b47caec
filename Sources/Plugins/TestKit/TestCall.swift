import CGatewayPlugin
import GatewayPluginSDK

/// A CALL to be handled.
struct TestCall: Sendable {
  let version: OCPPVersion
  let direction: CallDirection
  let action: String
  let station: String
  let payload: RawJSON
}

/// A CALL being handled once.
struct TestAttempt: Sendable {
  let call: TestCall
  let memory: TestMessageMemory
  let continuation: CheckedContinuation<TestReply, Never>
  var hasCalledNext = false
  var isFinished = false
  /// What the rest of the chain answered, in this attempt or an earlier one.
  var answer: TestReply?
  var staged: [TestStagedValue] = []
  var afterReply: [TestSending] = []
}

/// A value of the plugin's state.
struct TestValue: Sendable {
  let text: String
  let version: UInt64
  /// Microseconds since the epoch; nil: never.
  let expiresAt: Int64?
}

/// A value to be committed with a reply.
struct TestStagedValue: Sendable {
  let key: String
  /// Nil to remove it.
  let text: String?
  let expectedVersion: UInt64
  /// Until it vanishes; 0: never.
  let seconds: UInt64
}

/// A command on its way.
struct TestSending: Sendable {
  let command: TestCommand
  let done: TestReplyCallback
}

/// An answer.
enum TestReply: Sendable, Hashable {
  case result(RawJSON)
  case error(OCPPError)
  case failure(gateway_plugin_status, String)
}

/// The plugin's function that hears an answer.
///
/// Sendable: the plugin promises that it may be called from any thread.
struct TestReplyCallback: @unchecked Sendable {
  let function: gateway_plugin_reply_handler?
  let context: UnsafeMutableRawPointer?

  func callAsFunction(_ reply: TestReply) {
    guard let function else { return }
    switch reply {
    case .result(let payload):
      payload.text.withBytes { payload in
        call(function, GATEWAY_PLUGIN_OK, GATEWAY_PLUGIN_REPLY_RESULT) { $0.payload = payload }
      }
    case .error(let error):
      error.code.rawValue.withBytes { code in
        error.description.withBytes { description in
          error.details.text.withBytes { details in
            call(function, GATEWAY_PLUGIN_OK, GATEWAY_PLUGIN_REPLY_ERROR) { reply in
              reply.error_code = code
              reply.description = description
              reply.details = details
            }
          }
        }
      }
    case .failure(let status, let text):
      text.withBytes { text in
        call(function, Int(status), GATEWAY_PLUGIN_REPLY_FAILURE) { $0.description = text }
      }
    }
  }

  private func call(
    _ function: gateway_plugin_reply_handler,
    _ status: Int,
    _ kind: Int,
    _ fill: (inout gateway_plugin_reply) -> Void
  ) {
    var reply = gateway_plugin_reply()
    reply.struct_size = UInt32(MemoryLayout<gateway_plugin_reply>.size)
    reply.kind = Int32(kind)
    fill(&reply)
    function(context, Int32(status), &reply)
  }
}

/// A message as the plugin sees it, until it is let go.
///
/// Sendable: it is never changed after `init`.
final class TestMessageMemory: @unchecked Sendable {
  let message: UnsafeMutablePointer<gateway_plugin_message>
  private var texts: [UnsafeMutableBufferPointer<UInt8>] = []

  init(_ call: TestCall, id: String, attempt: UInt64, receivedAt: Int64, deadline: Int64) {
    message = .allocate(capacity: 1)
    message.initialize(to: gateway_plugin_message())
    message.pointee.struct_size = UInt32(MemoryLayout<gateway_plugin_message>.size)
    message.pointee.direction = call.direction.rawValue
    message.pointee.version = keep(call.version.rawValue)
    message.pointee.station_id = keep(call.station)
    message.pointee.action = keep(call.action)
    message.pointee.message_id = keep(id)
    message.pointee.payload = keep(call.payload.text)
    message.pointee.connection_epoch = 1
    message.pointee.attempt = attempt
    message.pointee.received_unix_us = receivedAt
    message.pointee.deadline_monotonic_ns = deadline
  }

  deinit {
    // So that a plugin that reads it too late reads something else.
    for text in texts {
      text.update(repeating: 0xEE)
      text.deallocate()
    }
    message.deallocate()
  }

  private func keep(_ text: String) -> gateway_plugin_bytes {
    let memory = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: text.utf8.count)
    _ = memory.initialize(from: text.utf8)
    texts.append(memory)
    return gateway_plugin_bytes(data: memory.baseAddress, length: memory.count)
  }
}
