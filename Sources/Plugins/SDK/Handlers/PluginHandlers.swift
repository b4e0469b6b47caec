/// What a plugin does, by kind of CALL: the result of ``GatewayPlugin/on(_:_:)`` and its siblings.
///
/// Which kinds there are is known from the type, so that the gateway learns them without a configuration.
public protocol PluginHandlers: Sendable {
  /// The kinds of CALL.
  static var routes: [HandlerRoute] { get }

  /// For the SDK's own types.
  func add(to table: inout HandlerTable)
}

/// Collects the handlers of a plugin.
@resultBuilder
public enum HandlerBuilder {
  /// All of them.
  public static func buildBlock<each Part: PluginHandlers>(_ part: repeat each Part) -> HandlerList<repeat each Part> {
    HandlerList(repeat each part)
  }

  /// Handlers that some configurations leave out; then the CALL passes.
  public static func buildOptional<Part: PluginHandlers>(_ part: Part?) -> OptionalHandlers<Part> {
    OptionalHandlers(part: part)
  }

  /// One of two.
  public static func buildEither<First: PluginHandlers, Second: PluginHandlers>(
    first: First
  ) -> HandlerList<OptionalHandlers<First>, OptionalHandlers<Second>> {
    HandlerList(OptionalHandlers(part: first), OptionalHandlers(part: nil))
  }

  /// One of two.
  public static func buildEither<First: PluginHandlers, Second: PluginHandlers>(
    second: Second
  ) -> HandlerList<OptionalHandlers<First>, OptionalHandlers<Second>> {
    HandlerList(OptionalHandlers(part: nil), OptionalHandlers(part: second))
  }
}

/// Several handlers.
public struct HandlerList<each Part: PluginHandlers>: PluginHandlers {
  private let part: (repeat each Part)

  init(_ part: repeat each Part) {
    self.part = (repeat each part)
  }

  /// The routes of all.
  public static var routes: [HandlerRoute] {
    var routes: [HandlerRoute] = []
    repeat routes += (each Part).routes
    return routes
  }

  /// Adds all.
  public func add(to table: inout HandlerTable) {
    repeat (each part).add(to: &table)
  }
}

/// Handlers that may be left out.
public struct OptionalHandlers<Part: PluginHandlers>: PluginHandlers {
  let part: Part?

  /// The routes that may be used.
  public static var routes: [HandlerRoute] { Part.routes }

  /// Adds them, if there are any.
  public func add(to table: inout HandlerTable) { part?.add(to: &table) }
}
