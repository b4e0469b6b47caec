import DequeModule
import GatewayCore
import NIOCore

/// One connection to a server: commands go out, replies come in the same order. Everything happens on its event loop.
final class RedisConnection: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  /// Takes the replies, or why there are none.
  typealias Completion = (Result<[RESPValue], StoreError>) -> Void

  private struct Request {
    /// How many replies are still to come.
    var missing: Int
    var replies: [RESPValue]
    /// When the connection is given up if they haven't come.
    var deadline: NIODeadline
    let completion: Completion
  }

  /// The server for people.
  let server: String
  /// Takes what comes without having been asked for: messages of channels that were subscribed to.
  var onPush: ((RESPValue) -> Void)?
  /// Told once, when the connection has ended.
  var onClose: ((StoreError) -> Void)?

  private let replyTimeout: TimeAmount
  private var reader = RESPReader()
  private var requests: Deque<Request> = []
  private var context: ChannelHandlerContext?
  private var failure: StoreError?
  private var timer: RepeatedTask?

  init(server: String, replyTimeout: TimeAmount) {
    self.server = server
    self.replyTimeout = replyTimeout
  }

  var isOpen: Bool { context != nil && failure == nil }

  /// Sends commands together.
  ///
  /// - Parameters:
  ///   - timeout: how long the replies may take, for commands that wait at the server; nil: as usual.
  ///   - completion: takes a reply for each.
  func send(_ commands: [RedisCommand], timeout: TimeAmount? = nil, completion: @escaping Completion) {
    guard let context, failure == nil else { return completion(.failure(failure ?? closed)) }
    var buffer = context.channel.allocator.buffer(capacity: commands.reduce(0) { $0 + $1.size })
    for command in commands { command.write(to: &buffer) }
    requests.append(
      Request(
        missing: commands.count, replies: [], deadline: .now() + (timeout ?? replyTimeout), completion: completion))
    context.write(wrapOutboundOut(buffer), promise: nil)
  }

  /// Sends a command that is answered by ``onPush``, as subscriptions are.
  func push(_ command: RedisCommand) {
    guard let context, failure == nil else { return }
    var buffer = context.channel.allocator.buffer(capacity: command.size)
    command.write(to: &buffer)
    context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
  }

  func flush() { context?.flush() }

  /// Ends the connection; requests under way fail.
  func close(_ reason: StoreError) {
    fail(reason)
    context?.close(promise: nil)
  }

  // MARK: The channel

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    let bound = NIOLoopBound(self, eventLoop: context.eventLoop)
    let interval = TimeAmount.nanoseconds(max(min(replyTimeout.nanoseconds / 4, 1_000_000_000), 10_000_000))
    timer = context.eventLoop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { _ in bound.value.look() }
  }

  func handlerRemoved(context: ChannelHandlerContext) { end() }

  func channelInactive(context: ChannelHandlerContext) {
    end()
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    fail(StoreError(.unavailable, "the connection to \(server) broke", underlying: error))
    context.close(promise: nil)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let buffer = unwrapInboundIn(data)
    do throws(RESPSyntaxError) {
      try buffer.withUnsafeReadableBytes { bytes throws(RESPSyntaxError) in try reader.feed(bytes) }
      while failure == nil, let reply = try reader.next() { take(reply) }
    } catch {
      close(
        StoreError(.unavailable, "\(server) doesn't speak the protocol of Redis; check the address", underlying: error))
    }
  }

  private func take(_ reply: RESPValue) {
    guard !requests.isEmpty else {
      if let onPush { return onPush(reply) }
      return close(StoreError(.unavailable, "\(server) sent a reply that nothing asked for"))
    }
    requests[0].replies.append(reply)
    requests[0].missing -= 1
    guard requests[0].missing == 0 else { return }
    let request = requests.removeFirst()
    request.completion(.success(request.replies))
    if request.replies.contains(where: RedisFailure.meansAnotherServer) {
      close(StoreError(.unavailable, "\(server) is no longer the master"))
    }
  }

  private func look() {
    guard let first = requests.first, first.deadline < .now() else { return }
    close(StoreError(.unavailable, "\(server) didn't answer in time"))
  }

  private func end() {
    fail(closed)
    context = nil
  }

  private var closed: StoreError { StoreError(.unavailable, "the connection to \(server) ended") }

  private func fail(_ reason: StoreError) {
    guard failure == nil else { return }
    failure = reason
    timer?.cancel()
    timer = nil
    let requests = requests
    self.requests = []
    for request in requests { request.completion(.failure(reason)) }
    onPush = nil
    let onClose = onClose
    self.onClose = nil
    onClose?(reason)
  }
}
