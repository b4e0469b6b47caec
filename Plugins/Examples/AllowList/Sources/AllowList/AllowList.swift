import GatewayPluginSDK

/// Lets those charge whose tokens are in a file, which is read again when it changes.
struct AllowList: GatewayPlugin {
  static let id = "allow-list"
  static let version = "1.0.0"

  struct Configuration: Decodable {
    /// The file: a token a line, with an expiry date after it if it has one.
    var file: String
    /// What happens to a token that isn't in the file: `refuse` (the default), or `next` asks the rest of the chain.
    var unlisted: Unlisted?
  }

  enum Unlisted: String, Decodable, CaseIterable {
    case refuse
    case next
  }

  private let tokens: TokenFile
  private let unlisted: Unlisted

  init(configuration: Configuration) throws {
    tokens = try TokenFile(configuration.file)
    unlisted = configuration.unlisted ?? .refuse
  }

  var handlers: some PluginHandlers {
    on(OCPP16.AuthorizeRequest.self) { request, context, next in
      guard let verdict = verdict(on: request.idTag, context) else { return try await next() }
      return OCPP16.AuthorizeResponse(idTagInfo: OCPP16.IdTagInfo(verdict))
    }
    on(OCPP16.StartTransactionRequest.self) { request, context, next in
      // It is recorded in any case: the station has started, and needs the transaction's id (OCPP 1.6 §5.14).
      var response = try await next()
      if let verdict = verdict(on: request.idTag, context) { response.idTagInfo = OCPP16.IdTagInfo(verdict) }
      return response
    }
    on(OCPP201.AuthorizeRequest.self) { request, context, next in
      guard let verdict = verdict(on: request.idToken.idToken, context) else { return try await next() }
      return OCPP201.AuthorizeResponse(idTokenInfo: OCPP201.IdTokenInfoType(verdict))
    }
    on(OCPP201.TransactionEventRequest.self) { request, context, next in
      var response = try await next()
      if let token = request.idToken, let verdict = verdict(on: token.idToken, context) {
        response.idTokenInfo = OCPP201.IdTokenInfoType(verdict)
      }
      return response
    }
  }

  /// - Returns: nil when the rest of the chain is to decide.
  private func verdict(on token: String, _ context: CallContext) -> Verdict? {
    let entry = tokens.entry(for: token) { problem in
      context.log.error("the allow list can't be read, the last one stays", ["reason": problem])
    }
    let verdict: Verdict? =
      switch entry {
      case nil: unlisted == .refuse ? .unknown : nil
      case .some(let entry):
        if let expiry = entry.expiry, expiry <= context.receivedAt.millisecondsSinceEpoch ?? 0 {
          .expired
        } else {
          .accepted(until: entry.expiry)
        }
      }
    if let verdict { context.metric.count("verdicts_total", ["verdict": verdict.name]) }
    return verdict
  }
}

/// By this the gateway finds the plugin.
@c(gateway_plugin_descriptor_v1) public func entry() -> UnsafeRawPointer { AllowList.entry }
