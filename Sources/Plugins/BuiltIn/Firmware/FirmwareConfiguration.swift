import GatewayCore
import Logging

/// The options of the handler `firmware`.
package struct FirmwareConfiguration: Sendable, Equatable {
  /// Where firmware may come from.
  package var firmwareLocations: FileLocationPolicy
  /// Where diagnostics may go to.
  package var diagnosticsLocations: FileLocationPolicy
  /// From the moment a station may begin to its first notification.
  package var startTimeout: Duration
  /// Between two notifications of a station that is at it.
  package var progressTimeout: Duration
  /// For a station's notification when it is asked how it goes.
  package var questionTimeout: Duration
  /// How often a job is sent at most when the station fails at it.
  package var attempts: Int
  /// Between a failure and the next attempt.
  package var retryInterval: Duration
  /// How long a job waits for a station to connect.
  package var waitLimit: Duration
  /// How often it is looked for jobs and campaigns that something is due of.
  package var checkInterval: Duration

  package init(
    firmwareLocations: FileLocationPolicy = FileLocationPolicy(),
    diagnosticsLocations: FileLocationPolicy = FileLocationPolicy(),
    startTimeout: Duration = .seconds(600),
    progressTimeout: Duration = .seconds(3600),
    questionTimeout: Duration = .seconds(60),
    attempts: Int = 1,
    retryInterval: Duration = .seconds(300),
    waitLimit: Duration = .seconds(604_800),
    checkInterval: Duration = .seconds(5)
  ) {
    self.firmwareLocations = firmwareLocations
    self.diagnosticsLocations = diagnosticsLocations
    self.startTimeout = startTimeout
    self.progressTimeout = progressTimeout
    self.questionTimeout = questionTimeout
    self.attempts = attempts
    self.retryInterval = retryInterval
    self.waitLimit = waitLimit
    self.checkInterval = checkInterval
  }

  /// What jobs go by.
  var limits: TransferJob.Limits {
    TransferJob.Limits(
      start: startTimeout.milliseconds, progress: progressTimeout.milliseconds,
      question: questionTimeout.milliseconds, retry: retryInterval.milliseconds, attempts: attempts)
  }
}

extension FirmwareConfiguration {
  /// Tells the operator once which locations are not limited to places of his own.
  func tellOfOpenLocations(_ gateway: GatewayServices) {
    for (option, policy) in [
      ("firmware_locations", firmwareLocations), ("diagnostics_locations", diagnosticsLocations),
    ] where policy.prefixes.isEmpty {
      gateway.logger.notice(
        "stations may be sent to any host for files", metadata: ["option": "handlers.firmware.\(option)"])
    }
  }
}
