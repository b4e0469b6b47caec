import Foundation
import GatewayConfig
import Logging
import ServiceLifecycle
import UnixSignals

/// What SIGHUP does: looks at the configuration as it is now, and says what is wrong with it, or how to make it count.
///
/// The gateway goes on with the one it has: plugins can't be unloaded, so a new configuration needs a new process.
struct ConfigurationWatch: Service {
  /// Nil for the built-in defaults.
  let file: String?
  let logger: Logger

  func run() async {
    for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() { await check() }
  }

  private func check() async {
    let name = file ?? "built-in defaults"
    // Plugins are looked at too, which blocks.
    let problems = await withCheckedContinuation { continuation in
      let thread = Thread { [file] in
        do throws(ConfigurationError) {
          _ = try Assembly(file: file)
          continuation.resume(returning: nil as ConfigurationError?)
        } catch {
          continuation.resume(returning: error)
        }
      }
      thread.start()
    }
    if let problems {
      logger.error(
        "the configuration is wrong; the gateway goes on with the one it has",
        metadata: ["configuration": "\(name)", "problems": "\(problems)"])
    } else {
      logger.notice(
        "the configuration is right; restart the gateway to make it count (SIGTERM ends it when its work is done)",
        metadata: ["configuration": "\(name)"])
    }
  }
}
