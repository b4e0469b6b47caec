import Dispatch
import Foundation
import GatewayCore
import Glibc
import OCPPCodec
import Synchronization

/// What the gateway sends to a plugin's process: taken from the socket by the very threads that run the plugin, one at a
/// time, so that a CALL costs no change of thread.
final class PluginSocket: WorkSource {
  /// Fulfilled with the plugin.
  let instance = OneShot<PluginInstance>()
  /// Fulfilled with the deadline when the plugin is to stop.
  let stopping = OneShot<Int64>()

  private let library: PluginLibrary
  private let link: ParentLink
  private let made = AtomicLazyReference<PluginInstance>()
  private let source = Mutex(FrameSource(ChildProcess.socketDescriptor))
  private let isWatched = Atomic(false)
  private let watch = DispatchSemaphore(value: 0)

  init(_ library: PluginLibrary, _ link: ParentLink) {
    self.library = library
    self.link = link
  }

  /// Waits for the configuration, and makes the plugin, whose threads take the rest.
  func configure() {
    source.withLock { source in
      while made.load() == nil { take(from: &source) }
    }
    lookAfterThreads()
  }

  // MARK: For the plugin's threads

  func wait() {
    source.withLock { $0.wait() }
  }

  func take() {
    link.hold()
    source.withLock { source in
      repeat { take(from: &source) } while source.hasFrame
    }
    guard !isWatched.load(ordering: .sequentiallyConsistent) else { return }
    watchThreads()
  }

  func settle() { link.release() }

  // MARK: Frames

  /// Takes a frame; ends with the gateway.
  private func take(from source: inout FrameSource) {
    switch source.next() {
    case .frame(let frame):
      var reader = FrameReader(frame)
      guard (try? take(&reader)) != nil else { _exit(70) }
    case .nothing: break
    case .end: _exit(0)
    }
  }

  private func take(_ frame: inout FrameReader) throws(FrameError) {
    let instance = made.load()
    switch try frame.kind() {
    case .configure:
      guard instance == nil else { throw FrameError() }
      try configure(threads: Int(try frame.integer() as UInt32), try frame.text())
    case .call:
      let request = try PluginRequest(from: &frame)
      link.note(request)
      _ = instance?.begin(request, payload: try frame.data(), at: monotonicNanoseconds())
    case .proceed:
      let call: UInt64 = try frame.integer()
      instance?.proceed(call, try PluginReply(from: &frame))
    case .reply:
      let operation: UInt64 = try frame.integer()
      instance?.finish(operation, try PluginReply(from: &frame))
    case .value:
      let (operation, status, version) = (
        try frame.integer() as UInt64, try frame.integer() as Int32, try frame.integer() as UInt64
      )
      let value = try frame.flag() ? Array(try frame.data()) : nil
      instance?.finish(operation, PluginStatus(rawValue: status), value: value, version: version)
    case .cancel: instance?.cancel(try frame.integer(), isOverdue: false)
    case .stop: stopping.fulfil(try frame.integer())
    case .ping: link.send(FrameWriter(.pong))
    default: throw FrameError()
    }
  }

  private func configure(threads: Int, _ configuration: String) throws(FrameError) {
    guard let configuration = RawJSON(text: configuration) else { throw FrameError() }
    let new = PluginInstance(library, serving: link, threads: threads, deadline: .max, source: self)
    _ = made.storeIfNil(new)
    instance.fulfil(new)
    new.create(configuration) { [link] error in
      if let error { PluginProcess.refuse(error, link) } else { link.send(FrameWriter(.ready)) }
    }
  }

  // MARK: Threads that are blocked

  /// Microseconds between two looks.
  private static let interval: UInt32 = 2000
  /// After so many looks at nothing it sleeps.
  private static let patience = 100

  private func watchThreads() {
    if !isWatched.exchange(true, ordering: .sequentiallyConsistent) { watch.signal() }
  }

  /// While there is something to do: has another thread take over when one is blocked, and sends what that has held.
  private func lookAfterThreads() -> Never {
    while true {
      watch.wait()
      var quiet = 0
      while quiet < Self.patience {
        usleep(Self.interval)
        quiet = lookOnce() ? 0 : quiet + 1
      }
      // Whoever takes something now either sees that nobody watches, or it is seen here.
      isWatched.store(false, ordering: .sequentiallyConsistent)
      if lookOnce() { watchThreads() }
    }
  }

  private func lookOnce() -> Bool {
    link.release()
    return made.load()?.threads.relieve(at: monotonicNanoseconds()) ?? false
  }
}
