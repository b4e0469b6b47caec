import Dispatch
import Glibc

/// Runs the plugin's async code: on the host's thread as long as one is there, so that no handler costs a hop.
///
/// A handler runs inside `handle` until it waits; what follows the wait runs inside the host's callback. What follows
/// anything else, such as a sleep, runs on threads of the plugin's own, so that it can't hold up the gateway's.
final class PluginExecutor: TaskExecutor {
  static let shared = PluginExecutor()

  private let key: pthread_key_t
  private let queue = DispatchQueue(label: "gateway-plugin", attributes: .concurrent)

  private init() {
    var key = pthread_key_t()
    // Fails only when a process has a thousand keys; then 0 belongs to somebody else.
    let status = pthread_key_create(&key) { memory in
      if let memory { Unmanaged<ThreadJobs>.fromOpaque(memory).release() }
    }
    precondition(status == 0, "there is no thread-specific key left for the plugin")
    self.key = key
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    if let jobs = ThreadJobs.of(key), jobs.isCollecting {
      jobs.waiting.append(job)
    } else {
      queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
  }

  /// Runs something on this thread, and then all that it made ready to run.
  func run(_ body: () -> Void) {
    let jobs = ThreadJobs.of(key) ?? ThreadJobs.make(key)
    // Further out on this thread, `run` is at work already.
    guard !jobs.isCollecting else { return body() }
    jobs.isCollecting = true
    body()
    while !jobs.waiting.isEmpty { jobs.waiting.removeFirst().runSynchronously(on: asUnownedTaskExecutor()) }
    jobs.isCollecting = false
  }

  static func yieldThread() { sched_yield() }
}

/// What waits to be run on a thread; used by that thread alone.
private final class ThreadJobs {
  var isCollecting = false
  var waiting: [UnownedJob] = []

  static func of(_ key: pthread_key_t) -> ThreadJobs? {
    pthread_getspecific(key).map { Unmanaged<ThreadJobs>.fromOpaque($0).takeUnretainedValue() }
  }

  static func make(_ key: pthread_key_t) -> ThreadJobs {
    let jobs = ThreadJobs()
    pthread_setspecific(key, Unmanaged.passRetained(jobs).toOpaque())
    return jobs
  }
}
