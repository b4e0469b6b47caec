/// A vendor's handlers, which take their place in the gateway's chains beside the built-in ones.
///
/// ```swift
/// struct Tariff: GatewayPlugin {
///   static let id = "tariff"
///   static let version = "1.0.0"
///
///   struct Configuration: Decodable { var currency: String }
///   let configuration: Configuration
///
///   init(configuration: Configuration) { self.configuration = configuration }
///
///   var handlers: some PluginHandlers {
///     on(OCPP16.StopTransactionRequest.self) { request, context, next in
///       context.log.info("stopped", ["currency": configuration.currency])
///       return try await next()
///     }
///   }
/// }
///
/// /// By this the gateway finds the plugin.
/// @c(gateway_plugin_descriptor_v1) public func entry() -> UnsafeRawPointer { Tariff.entry }
/// ```
///
/// Its handlers are called from several threads at once, for different stations.
public protocol GatewayPlugin: Sendable {
  /// What the gateway's configuration says below `config:`.
  associatedtype Configuration: Decodable = NoConfiguration

  /// The type of ``handlers``.
  associatedtype Handlers: PluginHandlers

  /// What it is: small letters, digits and hyphens, at most 64, first a letter.
  static var id: String { get }

  /// Its own version, for people.
  static var version: String { get }

  /// The JSON schema (draft-06) of the configuration; by default worked out from ``Configuration``.
  static var configurationSchema: String { get }

  /// Makes the plugin, or says what is wrong with the configuration.
  ///
  /// Also done to check a configuration: it must leave nothing behind.
  init(configuration: Configuration) throws

  /// What it does, by kind of CALL; asked once, after `init`.
  @HandlerBuilder var handlers: Handlers { get }
}

/// A plugin that does something by itself, not only when a CALL comes.
public protocol BackgroundPlugin: GatewayPlugin {
  /// Runs beside the handlers, from the start on; its task is cancelled when the gateway stops.
  ///
  /// - Parameter gateway: what the gateway does for the plugin outside of any CALL.
  func run(_ gateway: Gateway) async throws
}

/// For plugins without options.
public struct NoConfiguration: Codable, Sendable {}

extension GatewayPlugin {
  /// The schema that ``Configuration`` decodes by.
  public static var configurationSchema: String { ConfigurationSchema.derived(from: Configuration.self).json.text }

  /// What the exported entry function returns.
  public static var entry: UnsafeRawPointer { PluginDescriptor.entry(of: Self.self) }
}
