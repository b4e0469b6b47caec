import Glibc
import OCPPCodec

/// The process of an isolated plugin, seen from inside: loads the library and runs it for the gateway at the other end of
/// the socket, as long as that is there.
package enum PluginProcess {
  /// - Parameter memoryLimit: bytes.
  package static func run(memoryLimit: Int) async -> Never {
    limit(memoryLimit)
    let link = ParentLink(FrameSink(ChildProcess.socketDescriptor))
    let library: PluginLibrary
    do {
      library = try PluginLibrary(ChildProcess.libraryDescriptor)
    } catch {
      refuse(error, link)
      // The gateway reads the reason and closes.
      pause()
      _exit(1)
    }
    link.send(frame: library.descriptor.value.frame)
    let stopping = OneShot<Int64>()
    let instance = OneShot<PluginInstance>()
    OwnThread.run("plugin-link") { serve(library, link, instance, stopping) }
    let deadline = await stopping.value() ?? 0
    _ = await instance.value()?.stop(deadline: deadline)
    link.send(FrameWriter(.stopped))
    _exit(0)
  }

  /// Memory that can be written to, whoever asks for it; and no file with what was in it after a crash.
  private static func limit(_ memory: Int) {
    var limit = rlimit(rlim_cur: rlim_t(memory), rlim_max: rlim_t(memory))
    setrlimit(__rlimit_resource_t(RLIMIT_DATA.rawValue), &limit)
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
  }

  private static func refuse(_ error: PluginError, _ link: ParentLink) {
    var frame = FrameWriter(.refused)
    frame.text(error.message)
    frame.text(error.hint ?? "")
    link.send(frame)
  }

  /// Takes what the gateway sends; ends with it.
  private static func serve(
    _ library: PluginLibrary, _ link: ParentLink, _ made: OneShot<PluginInstance>, _ stopping: OneShot<Int64>
  ) {
    var source = FrameSource(ChildProcess.socketDescriptor)
    var instance: PluginInstance?
    while true {
      switch source.next() {
      case .frame(let frame):
        var reader = FrameReader(frame)
        guard (try? take(&reader, library, link, &instance, made, stopping)) != nil else { _exit(70) }
      case .nothing: continue
      case .end: _exit(0)
      }
    }
  }

  private static func take(
    _ frame: inout FrameReader, _ library: PluginLibrary, _ link: ParentLink, _ instance: inout PluginInstance?,
    _ made: OneShot<PluginInstance>, _ stopping: OneShot<Int64>
  ) throws(FrameError) {
    switch try frame.kind() {
    case .configure:
      guard instance == nil else { throw FrameError() }
      let new = PluginInstance(library, serving: link, threads: Int(try frame.integer() as UInt32), deadline: .max)
      instance = new
      made.fulfil(new)
      guard let configuration = RawJSON(text: try frame.text()) else { throw FrameError() }
      new.create(configuration) { error in
        if let error { refuse(error, link) } else { link.send(FrameWriter(.ready)) }
      }
    case .call:
      let request = try PluginRequest(from: &frame)
      link.note(request)
      _ = instance?.begin(request)
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
}
