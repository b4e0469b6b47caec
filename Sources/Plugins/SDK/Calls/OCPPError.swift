/// What a CALLERROR says; thrown by a handler, it becomes one: `throw OCPPError(.securityError, "unknown token")`.
public typealias OCPPError = CallError
