import GatewayCore

extension EndpointTable {
  /// The routes of the gateway: what serves them is what describes them.
  init(_ services: APIServices) {
    var endpoints = HealthRoutes(services: services).endpoints + services.processEndpoints
    guard services.options.servesOperators else {
      self.init(endpoints)
      return
    }
    endpoints += StationRoutes(services: services).endpoints
    endpoints += CommandRoutes(services: services).endpoints
    endpoints += LiveConfigurationRoutes(services: services).endpoints
    endpoints += RemoteTransactionRoutes(services: services).endpoints
    endpoints += TransactionRoutes(services: services).endpoints
    endpoints += IdTokenRoutes(services: services).endpoints
    endpoints += OperationRoutes(services: services).endpoints
    endpoints += EventRoutes(services: services).endpoints
    endpoints += services.endpoints
    endpoints.append(DescriptionRoute.endpoint(of: endpoints, version: services.options.version))
    self.init(endpoints)
  }
}
