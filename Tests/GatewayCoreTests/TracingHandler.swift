import GatewayCore
import OCPPCodec
import Synchronization

/// A handler that notes that it was there and passes the CALL on.
struct TracingHandler: Handler {
  /// What was noted, in order.
  final class Trace: Sendable {
    private let state = Mutex<[String]>([])
    var names: [String] { state.withLock { $0 } }
    func note(_ name: String) { state.withLock { $0.append(name) } }
  }

  let name: String
  var trace = Trace()
  /// The actions it takes part in; nil: in all.
  var actions: Set<String>?
  var directions = Set(MessageDirection.allCases)

  func link(for route: Route) -> HandlerLink? {
    let action = MessageCatalog.of(route.version).actions[route.action].name
    guard actions?.contains(action) ?? true, directions.contains(route.direction) else { return nil }
    return { [name, trace] call, context, next in
      trace.note("\(name) in")
      let answer = try await next(call, context)
      trace.note("\(name) out")
      return answer
    }
  }
}
