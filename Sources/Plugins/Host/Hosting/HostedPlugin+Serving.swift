import GatewayCore
import Logging
import OCPPCodec
import Synchronization

extension HostedPlugin: PluginServing {
  func complete(_ call: UInt64, _ answer: PluginAnswer) -> PluginStatus {
    guard let open = openCall(call) else {
      complain(.completedTwiceOrLate, call: call)
      return .state
    }
    let (outcome, status) = read(answer, open.call)
    guard open.finish(outcome) else {
      complain(.completedTwiceOrLate, call: call)
      return .state
    }
    return status
  }

  private func read(_ answer: PluginAnswer, _ call: Call) -> (HostedCall.Outcome, PluginStatus) {
    switch answer.kind {
    case .pass: return (.pass, .ok)
    case .failure:
      let text = String(decoding: answer.description.prefix(1024), as: UTF8.self)
      return (.failed(failure(.failure, text.isEmpty ? "it doesn't say why" : text)), .ok)
    case .result:
      do throws(AnswerProblem) {
        return (.result(try AnswerCheck.result(answer, call.action)), .ok)
      } catch {
        return (.failed(failure(.invalid, "its answer to \(call.action.name): \(error.message)")), .argument)
      }
    case .error:
      do throws(AnswerProblem) {
        return (.error(try AnswerCheck.error(answer)), .ok)
      } catch {
        return (.failed(failure(.invalid, "its error for \(call.action.name): \(error.message)")), .argument)
      }
    }
  }

  func next(_ call: UInt64, payload: Bytes?, isTail: Bool) -> PluginStatus {
    guard let open = openCall(call) else {
      complain(.nextTwice, call: call)
      return .state
    }
    var message: (any OCPPMessage)?
    if let payload {
      do throws(AnswerProblem) {
        message = try AnswerCheck.request(payload, open.call.action)
      } catch {
        running?.logger.warning(
          "the plugin called next with something that is no \(open.call.action.name)",
          metadata: ["station": "\(open.session.station)", "problem": "\(error.message)"])
        return .argument
      }
    }
    guard open.proceed(with: message, isTail: isTail) else {
      complain(.nextTwice, call: call)
      return .state
    }
    return .ok
  }

  // MARK: State

  func readState(_ key: [UInt8], operation: UInt64, call: UInt64) -> PluginStatus {
    guard let running, PluginLimits.isKey(key.count) else { return .argument }
    var staged: [UInt8]??
    if call != 0 {
      guard let open = openCall(call), let found = open.withStaged({ $0.value(of: key) }) else { return .state }
      staged = found
    }
    let isTaken = submit(running) { [staged, id = options.id] in
      let services = running.services
      do {
        let record = try await services.store.pluginState(key, of: id, at: services.clock.milliseconds)
        running.runner.finish(operation, .ok, value: staged ?? record?.value, version: record?.version ?? 0)
      } catch {
        running.logger.warning("plugin state not read", metadata: ["error": "\(error)"])
        running.runner.finish(operation, .unavailable, value: nil, version: 0)
      }
    }
    return isTaken ? .ok : .busy
  }

  func changeState(_ put: PluginPut, operation: UInt64?, call: UInt64) -> PluginStatus {
    guard let running, PluginLimits.isKey(put.key.count), (put.value?.count ?? 0) <= PluginLimits.maximumValue else {
      return .argument
    }
    let now = running.services.clock.milliseconds
    if call != 0 {
      return openCall(call)?.withStaged { $0.put(put, operation: operation, at: now) } ?? .state
    }
    let isTaken = submit(running) {
      var staged = StagedState()
      _ = staged.put(put, operation: operation, at: now)
      _ = try? await self.commit(staged, running)
    }
    return isTaken ? .ok : .busy
  }

  /// Commits what a call has put, and tells those who want to hear of it.
  ///
  /// - Returns: false when others changed it meanwhile; then nothing is changed.
  /// - Throws: `StoreError`
  func commit(_ staged: StagedState, _ running: RunningPlugin) async throws -> Bool {
    guard !staged.isEmpty else { return true }
    let services = running.services
    do {
      let versions = try await services.store.changePluginState(
        staged.changes, of: options.id, at: services.clock.milliseconds)
      for operation in staged.operations {
        let version = versions.map { staged.changes[operation.change].value == nil ? 0 : $0[operation.change] }
        running.runner.finish(operation.number, version == nil ? .conflict : .ok, value: nil, version: version ?? 0)
      }
      return versions != nil
    } catch {
      running.logger.error("plugin state not stored", metadata: ["error": "\(error)"])
      for operation in staged.operations {
        running.runner.finish(operation.number, .unavailable, value: nil, version: 0)
      }
      throw error
    }
  }

  /// Drops what a failed call wanted to be done at its end.
  func drop(_ open: HostedCall, _ running: RunningPlugin) {
    for operation in open.takeStaged().operations {
      running.runner.finish(operation.number, .cancelled, value: nil, version: 0)
    }
    for (_, operation) in open.takeCommands() {
      if let operation { running.runner.finish(operation, .failure(.cancelled, "the call failed")) }
    }
  }

  // MARK: Log and metrics

  func log(_ level: Int32, _ message: Bytes, fields: Bytes, call: UInt64) {
    guard let running else { return }
    PluginLogLine(level, message, fields: fields).write(running.logger, call: call == 0 ? nil : openCall(call))
  }

  func measure(_ kind: Int32, _ name: Bytes, _ value: Double, labels: Bytes) {
    guard let running else { return }
    if let problem = running.measures.measure(kind, name, value, labels: labels) {
      running.logger.warning("a metric of the plugin is left out", metadata: ["problem": "\(problem)"])
    }
  }

  func blocked(_ replaced: Int, left: Int) {
    guard let running else { return }
    if replaced > 0 {
      running.logger.warning(
        "threads of the plugin are blocked; others take their place", metadata: ["threads": "\(replaced)"])
    }
    if left > 0 {
      running.logger.error(
        "so many threads of the plugin are blocked that no others take their place; restart the gateway",
        metadata: ["threads": "\(left)"])
    }
  }

  func complain(_ complaint: PluginComplaint, call: UInt64) {
    complaints.wrappingAdd(1, ordering: .relaxed)
    running?.logger.warning("\(complaint.text)", metadata: ["call": "\(call)"])
  }
}
