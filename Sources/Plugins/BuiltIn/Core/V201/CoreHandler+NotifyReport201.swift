import GatewayCore
import OCPP201
import OCPPCodec

extension CoreHandler {
  /// Records a part of a report of the device model; parts may come in any order (OCPP 2.0.1 B07, B08).
  func recordReport(
    _ request: OCPP201.NotifyReportRequest, _ context: CallContext, at receivedAt: Int64
  ) async throws -> OCPP201.NotifyReportResponse {
    let variables = (request.reportData ?? []).flatMap { Self.variables(of: $0, receivedAt: receivedAt) }
    if !variables.isEmpty { try await context.store.recordVariables(variables, of: context.station) }
    return OCPP201.NotifyReportResponse()
  }

  /// One for each attribute.
  private static func variables(of report: OCPP201.ReportDataType, receivedAt: Int64) -> [VariableRecord] {
    let component = name(report.component)
    let variable = name(report.variable)
    let characteristics = report.variableCharacteristics?.json
    return report.variableAttribute.map { attribute in
      VariableRecord(
        component: component, variable: variable, attribute: (attribute.type ?? .actual).text, value: attribute.value,
        mutability: attribute.mutability?.text, characteristics: characteristics, receivedAt: receivedAt)
    }
  }

  /// What identifies a component, and nothing else: extra members would make another one of it.
  private static func name(_ component: OCPP201.ComponentType) -> RawJSON {
    let evse = component.evse.map { OCPP201.EVSEType(id: $0.id, connectorId: $0.connectorId) }
    return OCPP201.ComponentType(evse: evse, name: component.name, instance: component.instance).json
  }

  private static func name(_ variable: OCPP201.VariableType) -> RawJSON {
    OCPP201.VariableType(name: variable.name, instance: variable.instance).json
  }
}
