import GatewayCore
import Logging

/// What there is of a plugin once it was started.
///
/// A class, since it is handed on with each CALL.
final class RunningPlugin: Sendable {
  let services: GatewayServices
  let runner: any PluginRunner
  let watch: DeadlineWatch
  let counters: OutcomeCounters
  let measures: PluginMeasures
  let logger: Logger

  init(
    services: GatewayServices, runner: any PluginRunner, watch: DeadlineWatch, counters: OutcomeCounters,
    measures: PluginMeasures, logger: Logger
  ) {
    self.services = services
    self.runner = runner
    self.watch = watch
    self.counters = counters
    self.measures = measures
    self.logger = logger
  }
}
