import GatewayCore
import Glibc
import Logging
import OCPPCodec
import Synchronization

/// One process of an isolated plugin, from its start to its end; for the thread that has it.
struct IsolatedProcess {
  /// How it ended.
  struct End {
    /// For people, continuing "its process".
    var text: String
    /// Why the plugin never became ready.
    var refusal: PluginError?
  }

  /// Nanoseconds between two signs of life that are asked for.
  private static let pingInterval: Int64 = 1_000_000_000
  /// Nanoseconds without a sign of life after which it is taken for dead.
  private static let silenceLimit: Int64 = 5_000_000_000

  private let plugin: IsolatedPlugin

  init(_ plugin: IsolatedPlugin) {
    self.plugin = plugin
  }

  /// Starts a process and serves it until it ends.
  ///
  /// - Parameter ready: told when the plugin is ready.
  func run(ready: (Result<Void, PluginError>) -> Void) -> End {
    let process: ChildProcess
    do throws(PluginError) {
      process = try ChildProcess(
        plugin.executable, library: plugin.file.descriptor, memoryLimit: plugin.options.memoryLimit)
    } catch {
      return End(text: error.description, refusal: error)
    }
    let output = PrintedLines()
    OwnThread.run("plugin-output") { [logger = plugin.logger] in
      ChildProcess.readOutput(process.output) { line in
        output.add(line)
        logger.info("the plugin printed: \(line)")
      }
      Glibc.close(process.output)
      output.end()
    }
    let link = IsolatedPlugin.Link(
      process: process, sink: FrameSink(process.socket), generation: plugin.state.withLock { UInt64($0.starts) + 1 })
    plugin.state.withLock { state in
      state.link = link
      state.reason = nil
    }
    configure(link)
    var end = serve(link, ready)
    process.kill()
    let status = process.wait()
    link.sink.close()
    let (calls, reason) = plugin.state.withLock { state -> ([UInt64], String?) in
      state.link = nil
      state.isReady = false
      defer { state.open = [] }
      return (Array(state.open), state.reason)
    }
    if end.text.isEmpty {
      output.waitForEnd()
      let said = output.latest.map { "; it printed: \($0)" } ?? ""
      end.text = reason ?? "\(status)\(said)"
    }
    if end.refusal == nil { end.refusal = PluginError("never became ready: its process \(end.text)") }
    plugin.serving.fail(calls, .crashed, "its process \(end.text)")
    return end
  }

  private func configure(_ link: IsolatedPlugin.Link) {
    var frame = FrameWriter(.configure)
    frame.integer(UInt32(plugin.options.threads))
    frame.text(plugin.options.configuration.text)
    link.sink.send(frame.finish())
  }

  /// Takes what it sends until there is no more; the text is empty when that is its own doing.
  private func serve(_ link: IsolatedPlugin.Link, _ ready: (Result<Void, PluginError>) -> Void) -> End {
    link.process.setPatience(1000)
    var source = FrameSource(link.process.socket)
    var heard = monotonicNanoseconds()
    var isHolding = false
    while true {
      // What is sent while answers are worked off goes out at once after them.
      if isHolding, !source.hasFrame {
        link.sink.release()
        isHolding = false
      }
      switch source.next() {
      case .frame(let bytes):
        if !isHolding {
          heard = monotonicNanoseconds()
          link.sink.hold()
          isHolding = true
        }
        var frame = FrameReader(bytes)
        do {
          if let refusal = try take(&frame, link, ready) { return End(text: refusal.description, refusal: refusal) }
        } catch {
          return End(text: "sent something that is no frame; its memory is damaged")
        }
      case .nothing:
        guard monotonicNanoseconds() - heard < Self.silenceLimit else {
          return End(text: "gave no sign of life for 5 s and was ended")
        }
        link.sink.send(FrameWriter(.ping).finish())
      case .end: return End(text: "")
      }
    }
  }

  /// - Returns: why the plugin refuses to start.
  private func take(
    _ frame: inout FrameReader, _ link: IsolatedPlugin.Link, _ ready: (Result<Void, PluginError>) -> Void
  ) throws(FrameError) -> PluginError? {
    let serving = plugin.serving
    switch try frame.kind() {
    case .descriptor, .pong, .stopped: break
    case .ready:
      becomeReady(link)
      ready(.success(()))
    case .refused: return try PluginProbe.refusal(&frame)
    case .complete:
      let call: UInt64 = try frame.integer()
      close(call)
      _ = serving.complete(call, try PluginAnswer(from: &frame))
    case .next:
      let (call, isTail, hasPayload) = (try frame.integer() as UInt64, try frame.flag(), try frame.flag())
      let payload = try frame.data()
      if isTail { close(call) }
      guard serving.next(call, payload: hasPayload ? payload : nil, isTail: isTail) != .ok else { break }
      // The plugin's side has checked it, so this isn't what that side has sent.
      serving.fail([call], .invalid, "it called next with something that is no request, or twice")
    case .readState:
      let (call, number) = (try frame.integer() as UInt64, try frame.integer() as UInt64)
      guard let operation = IsolatedPlugin.operation(number, link.generation) else { throw FrameError() }
      let status = serving.readState(Array(try frame.data()), operation: operation, call: call)
      if status != .ok { plugin.finish(operation, status, value: nil, version: 0) }
    case .changeState:
      let (call, number) = (try frame.integer() as UInt64, try frame.integer() as UInt64)
      let operation = IsolatedPlugin.operation(number, link.generation)
      let status = serving.changeState(try PluginPut(from: &frame), operation: operation, call: call)
      if status != .ok, let operation { plugin.finish(operation, status, value: nil, version: 0) }
    case .send:
      let (call, number) = (try frame.integer() as UInt64, try frame.integer() as UInt64)
      let operation = IsolatedPlugin.operation(number, link.generation)
      let status = serving.send(try PluginCommand(from: &frame), operation: operation, call: call)
      if status != .ok, let operation { plugin.finish(operation, .failure(status, "not sent")) }
    case .log:
      let (call, level) = (try frame.integer() as UInt64, try frame.integer() as Int32)
      let message = try frame.data()
      serving.log(level, message, fields: try frame.data(), call: call)
    case .measure:
      let (kind, value) = (try frame.integer() as Int32, try frame.double())
      let name = try frame.data()
      serving.measure(kind, name, value, labels: try frame.data())
    case .complaint:
      let call: UInt64 = try frame.integer()
      guard let complaint = PluginComplaint(rawValue: try frame.integer()) else { throw FrameError() }
      serving.complain(complaint, call: call)
    default: throw FrameError()
    }
    return nil
  }

  private func close(_ call: UInt64) {
    plugin.state.withLock { _ = $0.open.remove(call) }
  }

  private func becomeReady(_ link: IsolatedPlugin.Link) {
    let waiting = plugin.state.withLock { state -> [IsolatedPlugin.WaitingCall] in
      state.isReady = true
      state.isExpected = true
      state.starts += 1
      state.open.formUnion(state.waiting.map(\.number))
      defer { state.waiting = [] }
      return state.waiting
    }
    for call in waiting { link.sink.send(call.frame) }
  }
}
