import GatewayCore
import Logging
import NIOCore

/// Keeps one connection: makes it anew when it breaks, with pauses that grow. Everything happens on its event loop.
final class RedisLink {
  private enum State {
    /// Commands wait for the attempt.
    case connecting
    case connected(RedisConnection)
    /// Until the next attempt commands fail with what made the latest one fail.
    case pausing(StoreError)
    case stopped
  }

  let eventLoop: any EventLoop
  private let connector: RedisConnector
  private let logger: Logger
  private var state = State.pausing(StoreError(.unavailable, "not connected yet"))
  private var backOff = BackOff()
  private var waiting: [RedisClient.Submission] = []
  private var nextAttempt: Scheduled<Void>?
  /// Told of each new connection, before any command is sent by it.
  var onConnect: ((RedisConnection) -> Void)?

  init(_ connector: RedisConnector, logger: Logger) {
    self.connector = connector
    self.logger = logger
    eventLoop = connector.eventLoop
  }

  var isConnected: Bool { if case .connected = state { true } else { false } }

  func start() { attempt() }

  func stop() {
    let before = state
    state = .stopped
    nextAttempt?.cancel()
    let error = StoreError(.closed, "the connection to \(connector.configuration.name) was closed")
    if case .connected(let connection) = before { connection.close(error) }
    failWaiting(error)
  }

  func take(_ submissions: [RedisClient.Submission]) {
    switch state {
    case .connecting: waiting += submissions
    case .connected(let connection):
      for submission in submissions {
        connection.send(submission.commands, timeout: submission.timeout, completion: submission.completion)
      }
      connection.flush()
    case .pausing(let error): for submission in submissions { submission.completion(.failure(error)) }
    case .stopped:
      let error = StoreError(.closed, "the connection to \(connector.configuration.name) was closed")
      for submission in submissions { submission.completion(.failure(error)) }
    }
  }

  private func attempt() {
    state = .connecting
    let bound = NIOLoopBound(self, eventLoop: eventLoop)
    connector.connect { bound.value.attempted($0) }
  }

  private func attempted(_ result: Result<RedisConnection, StoreError>) {
    guard case .connecting = state else {
      if case .success(let connection) = result { connection.close(StoreError(.closed, "closed meanwhile")) }
      return
    }
    switch result {
    case .success(let connection):
      if backOff.attempts > 0 {
        logger.notice("connected to Redis again", metadata: ["server": "\(connection.server)"])
      }
      backOff.reset()
      state = .connected(connection)
      connection.onClose = { [weak self] reason in self?.ended(reason) }
      onConnect?(connection)
      let submissions = waiting
      waiting = []
      take(submissions)
    case .failure(let error): pause(error)
    }
  }

  private func ended(_ reason: StoreError) {
    guard case .connected = state else { return }
    logger.warning("connection to Redis lost", metadata: ["reason": "\(reason)"])
    backOff.began()
    attempt()
  }

  private func pause(_ error: StoreError) {
    let delay = backOff.next()
    if backOff.attempts == 1 || backOff.attempts % 20 == 0 {
      logger.warning("can't connect to Redis", metadata: ["reason": "\(error)", "attempt": "\(backOff.attempts)"])
    }
    state = .pausing(error)
    failWaiting(error)
    let bound = NIOLoopBound(self, eventLoop: eventLoop)
    nextAttempt = eventLoop.scheduleTask(in: TimeAmount(delay)) {
      if case .pausing = bound.value.state { bound.value.attempt() }
    }
  }

  private func failWaiting(_ error: StoreError) {
    let submissions = waiting
    waiting = []
    for submission in submissions { submission.completion(.failure(error)) }
  }
}
