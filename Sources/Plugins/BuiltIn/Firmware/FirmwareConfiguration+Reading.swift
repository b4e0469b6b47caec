package import GatewayConfig

extension FirmwareConfiguration {
  /// Decodes the section `handlers.firmware`.
  package init(reading reader: ConfigurationReader) {
    self.init()
    let schemes = reader.enumerations(
      "schemes", default: FileLocationPolicy.Scheme.allCases,
      help: "How files may be transferred: what a location may begin with.")
    firmwareLocations = FileLocationPolicy(
      schemes: schemes,
      prefixes: FileLocationPolicy.prefixes(
        "firmware_locations", reader,
        help: "Where firmware may come from: URLs, each with all that is below it, such as "
          + "`https://files.example.com/firmware/` or `https://*.example.com/`. Without any, any host will do."))
    diagnosticsLocations = FileLocationPolicy(
      schemes: schemes,
      prefixes: FileLocationPolicy.prefixes(
        "diagnostics_locations", reader, help: "Where diagnostics may go to; as `firmware_locations`."))
    readTimes(reader)
  }

  private mutating func readTimes(_ reader: ConfigurationReader) {
    let day = Duration.seconds(86_400)
    startTimeout = reader.duration(
      "start_timeout", default: startTimeout, in: .seconds(1)...(day * 7),
      help: "How long a station may be silent after it may begin. Then it is asked how it goes, by TriggerMessage.")
    progressTimeout = reader.duration(
      "progress_timeout", default: progressTimeout, in: .seconds(1)...(day * 7),
      help: "The same for a station that has said that it is at it.")
    questionTimeout = reader.duration(
      "question_timeout", default: questionTimeout, in: .seconds(1)...day,
      help: "How long a station that was asked may be silent. Then the job has failed.")
    attempts = reader.integer(
      "attempts", default: attempts, in: 1...100,
      help: "How often a job is sent at most when the station fails at it; its own retries are not counted.")
    retryInterval = reader.duration(
      "retry_interval", default: retryInterval, in: .seconds(1)...(day * 7),
      help: "When a job that failed is sent again.")
    waitLimit = reader.duration(
      "wait_limit", default: waitLimit, in: .seconds(1)...(day * 365),
      help: "How long a job waits for a station to connect.")
    checkInterval = reader.duration(
      "check_interval", default: checkInterval, in: .milliseconds(100)...(.seconds(3600)),
      help: "How often it is looked for jobs and campaigns that something is due of.")
  }
}
