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
    let socket = PluginSocket(library, link)
    OwnThread.run("plugin-link") { socket.configure() }
    let deadline = await socket.stopping.value() ?? 0
    _ = await socket.instance.value()?.stop(deadline: deadline)
    link.send(FrameWriter(.stopped))
    link.release()
    _exit(0)
  }

  /// Memory that can be written to, whoever asks for it; and no file with what was in it after a crash.
  private static func limit(_ memory: Int) {
    var limit = rlimit(rlim_cur: rlim_t(memory), rlim_max: rlim_t(memory))
    setrlimit(__rlimit_resource_t(RLIMIT_DATA.rawValue), &limit)
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
  }

  static func refuse(_ error: PluginError, _ link: ParentLink) {
    var frame = FrameWriter(.refused)
    frame.text(error.message)
    frame.text(error.hint ?? "")
    link.send(frame)
  }
}
