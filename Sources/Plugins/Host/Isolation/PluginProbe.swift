import GatewayCore
import Glibc
package import OCPPCodec

/// Looks at a plugin in a process of its own, so that nothing it does when it is loaded can hurt this one.
package final class PluginProbe: Sendable {
  /// How long loading a library or making an instance may take.
  package static let limit = Duration.seconds(10)
  private static let memoryLimit = 1 << 30

  /// What the plugin says of itself.
  package let descriptor: PluginDescriptor

  private let process: ChildProcess
  private let sink: FrameSink
  private let limit: Duration
  private let output = PrintedLines()

  /// Loads a library and reads its descriptor; blocks.
  ///
  /// - Parameters:
  ///   - file: the library.
  ///   - executable: this program.
  ///   - limit: how long each thing that is asked of it may take.
  /// - Throws: ``PluginError``, continuing the plugin's name.
  package init(
    _ file: PluginFile, executable: String, within limit: Duration = PluginProbe.limit
  ) throws(PluginError) {
    self.limit = limit
    let process = try ChildProcess(executable, library: file.descriptor, memoryLimit: Self.memoryLimit)
    self.process = process
    sink = FrameSink(process.socket)
    OwnThread.run("plugin-output") { [output] in
      ChildProcess.readOutput(process.output) { output.add($0) }
      close(process.output)
      output.end()
    }
    do {
      descriptor = try Self.answer(process, output, within: limit, doing: "it was loaded") { kind, frame in
        kind == .descriptor ? try PluginDescriptor(from: &frame) : nil
      }
    } catch {
      // The object isn't complete, so nobody else ends the process.
      process.kill()
      process.wait()
      throw error
    }
  }

  deinit {
    process.kill()
    process.wait()
  }

  /// Lets the plugin make an instance and destroy it again; blocks. To be called once.
  ///
  /// - Throws: ``PluginError`` when it refuses its configuration, or doesn't survive it.
  package func check(_ configuration: RawJSON) throws(PluginError) {
    var frame = FrameWriter(.configure)
    frame.integer(UInt32(1))
    frame.text(configuration.text)
    sink.send(frame.finish())
    _ = try Self.answer(process, output, within: limit, doing: "it was configured") { kind, _ in
      kind == .ready ? true : nil
    }
    var stop = FrameWriter(.stop)
    stop.integer(monotonicNanoseconds() + Self.limit.wholeNanoseconds)
    sink.send(stop.finish())
    _ = try Self.answer(process, output, within: limit, doing: "it was stopped") { kind, _ in
      kind == .stopped ? true : nil
    }
  }

  /// Waits for a frame of some kind.
  private static func answer<Value>(
    _ process: ChildProcess, _ output: PrintedLines, within limit: Duration, doing what: String,
    _ read: (FrameKind?, inout FrameReader) throws -> Value?
  ) throws(PluginError) -> Value {
    let end = monotonicNanoseconds() + limit.wholeNanoseconds
    process.setPatience(200)
    var source = FrameSource(process.socket)
    while monotonicNanoseconds() < end {
      switch source.next() {
      case .frame(let bytes):
        var frame = FrameReader(bytes)
        do {
          let kind = try frame.kind()
          if kind == .refused { throw try Self.refusal(&frame) }
          if let value = try read(kind, &frame) { return value }
        } catch let error as PluginError {
          throw error
        } catch {
          throw PluginError("broke the connection to its process while \(what)", isMisconduct: true)
        }
      case .nothing: continue
      case .end:
        // What it printed comes over another way, and tells why.
        output.waitForEnd()
        let said = output.latest.map { "; it printed: \($0)" } ?? ""
        process.kill()
        throw PluginError("crashed while \(what): its process \(process.wait())\(said)", isMisconduct: true)
      }
    }
    process.kill()
    throw PluginError("hung while \(what): it wasn't done within \(limit)", isMisconduct: true)
  }

  static func refusal(_ frame: inout FrameReader) throws(FrameError) -> PluginError {
    let (message, hint) = (try frame.text(), try frame.text())
    return PluginError(message, hint: hint.isEmpty ? nil : hint)
  }
}
