/// The kinds of CALL that a handler is for, as a type.
public protocol HandlerSelection: Sendable {
  /// The kinds.
  static var routes: [HandlerRoute] { get }
}

/// Requests of a type, from stations.
public enum RequestsOf<Request: OCPPRequest>: HandlerSelection {
  /// One route.
  public static var routes: [HandlerRoute] {
    [HandlerRoute(version: Request.version, direction: .fromStation, action: Request.action)]
  }
}

/// Commands of a type, to stations.
public enum CommandsOf<Request: OCPPRequest>: HandlerSelection {
  /// One route.
  public static var routes: [HandlerRoute] {
    [HandlerRoute(version: Request.version, direction: .toStation, action: Request.action)]
  }
}

/// All requests, of all versions.
public enum AnyRequest: HandlerSelection {
  /// A route for each version.
  public static var routes: [HandlerRoute] {
    OCPPVersion.allCases.map { HandlerRoute(version: $0, direction: .fromStation, action: "*") }
  }
}

/// All commands, of all versions.
public enum AnyCommand: HandlerSelection {
  /// A route for each version.
  public static var routes: [HandlerRoute] {
    OCPPVersion.allCases.map { HandlerRoute(version: $0, direction: .toStation, action: "*") }
  }
}

/// One handler.
public struct PluginHandler<Selection: HandlerSelection>: PluginHandlers {
  let link: HandlerLink

  @usableFromInline
  init(link: @escaping HandlerLink) {
    self.link = link
  }

  /// What it is for.
  public static var routes: [HandlerRoute] { Selection.routes }

  /// Adds it.
  public func add(to table: inout HandlerTable) {
    for route in Selection.routes { table.add(route, link) }
  }
}

/// Handles a call and completes it.
///
/// It throws for a CALL that can't be answered, an ``OCPPError`` for a CALLERROR.
@usableFromInline
typealias HandlerLink = @Sendable (PluginCall) async throws -> Void
