import GatewayCore
import OCPPCodec

/// What the operation of a job keeps in its details.
struct TransferRecord: Sendable, Equatable {
  var command: TransferCommand
  var job: TransferJob
  /// The name of the file that the station said it would put diagnostics into.
  var fileName: String?

  init(_ command: TransferCommand, _ job: TransferJob) {
    self.command = command
    self.job = job
  }

  /// Reads the details of an operation.
  ///
  /// - Parameter limits: those of now; only how often the job is sent is its own.
  /// - Returns: nil when they aren't those of a job.
  init?(_ operation: OperationRecord, limits: TransferJob.Limits) {
    guard let details = try? JSONValue(parsing: operation.details.text), let request = details["request"]?.json,
      let command = TransferCommand(kind: operation.kind, payload: request),
      let stage = details["stage"]?.string.flatMap(TransferJob.Stage.init(rawValue:))
    else { return nil }
    func moment(_ name: String) -> Int64? {
      details[name]?.string.flatMap { DateTime(rfc3339: $0)?.millisecondsSinceEpoch }
    }
    var limits = limits
    limits.attempts = details["attempts"]?.integer ?? limits.attempts
    var job = TransferJob(
      limits: limits, beginsAt: command.beginsAt, expectedVersion: details["expectedVersion"]?.string,
      previousVersion: details["previousVersion"]?.string)
    job.stage = stage
    job.status = details["status"]?.string
    job.reason = details["stageReason"]?.string
    job.attempt = details["attempt"]?.integer ?? 0
    job.deadline = moment("deadline")
    job.hasAsked = details["asked"]?.boolean ?? false
    job.waitsUntil = moment("waitsUntil")
    self.command = command
    self.job = job
    fileName = details["fileName"]?.string
    // Whoever waited for the answer is gone, with the gateway that he was in.
    if operation.state == .uncertain, stage == .requested {
      _ = self.job.handle(
        .unanswered(wasSent: true, reason: "the gateway stopped before the answer"), at: operation.updatedAt)
    }
  }

  /// What the operation keeps.
  var details: APIValue {
    [
      "request": .raw(command.payload),
      "stage": .text(job.stage.rawValue),
      "status": .optional(job.status),
      "stageReason": .optional(job.reason),
      "attempt": .integer(job.attempt),
      "attempts": .integer(job.limits.attempts),
      "deadline": .moment(job.deadline),
      "asked": .boolean(job.hasAsked),
      "waitsUntil": .moment(job.waitsUntil),
      "expectedVersion": .optional(job.expectedVersion),
      "previousVersion": .optional(job.previousVersion),
      "fileName": .optional(fileName),
    ]
  }
}

extension TransferJob {
  /// How an operation calls the stage.
  var operationState: OperationState {
    switch stage {
    case .waiting, .retrying: .pending
    case .requested: .sent
    case .unconfirmed, .uncertain: .uncertain
    case .accepted: .accepted
    case .working: .inProgress
    case .succeeded: .succeeded
    case .failed: .failed
    case .rejected: .rejected
    case .cancelled: .cancelled
    }
  }
}
