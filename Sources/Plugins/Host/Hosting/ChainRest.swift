import GatewayCore
import OCPPCodec

/// The rest of the chain behind a plugin: run at most once, however often the plugin is asked.
struct ChainRest {
  private let next: Next
  private let context: CallContext
  private(set) var answer: Result<any OCPPMessage, any Error>?
  /// How long it took, in nanoseconds.
  private(set) var duration: Int64 = 0

  init(_ next: Next, _ context: CallContext) {
    self.next = next
    self.context = context
  }

  /// What it answers, or answered before.
  mutating func run(_ call: Call) async -> Result<any OCPPMessage, any Error> {
    if let answer { return answer }
    let begin = monotonicNanoseconds()
    let answer: Result<any OCPPMessage, any Error>
    do {
      answer = .success(try await next(call, context))
    } catch {
      answer = .failure(error)
    }
    duration = monotonicNanoseconds() - begin
    self.answer = answer
    return answer
  }
}

extension PluginReply {
  /// What a plugin hears of the rest of a chain.
  init(_ answer: Result<any OCPPMessage, any Error>) {
    switch answer {
    case .success(let message): self = .result(message.jsonBytes)
    case .failure(let error as CallError): self = .error(error)
    case .failure(let failure as CommandFailure): self.init(failure)
    case .failure(is StoreError): self = .failure(.unavailable, "the store can't be reached")
    case .failure: self = .failure(.internalError, "the rest of the chain failed")
    }
  }

  /// What a plugin hears of a command that got no CALLRESULT.
  init(_ failure: CommandFailure) {
    switch failure {
    case .error(let error), .refused(let error): self = .error(error)
    case .offline, .disconnected: self = .failure(.offline, failure.description)
    case .busy: self = .failure(.busy, failure.description)
    case .unknownCommand: self = .failure(.unsupported, failure.description)
    case .invalid: self = .failure(.argument, failure.description)
    case .invalidAnswer: self = .failure(.internalError, failure.description)
    case .timedOut: self = .failure(.timeout, failure.description)
    }
  }
}

extension OCPPMessage {
  /// The message as JSON.
  var jsonBytes: [UInt8] {
    var writer = JSONWriter(capacity: 1024)
    encode(to: &writer)
    return writer.bytes
  }
}
