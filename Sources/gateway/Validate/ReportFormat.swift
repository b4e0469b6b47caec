import ArgumentParser
import GatewayConformance

/// How a report looks.
enum ReportFormat: String, ExpressibleByArgument, CaseIterable {
  case text
  case json
  case junit
  case markdown
  case html

  /// - Parameter isColored: whether text may have escape sequences for colours.
  func render(_ report: TrafficReport, isColored: Bool) -> String {
    switch self {
    case .text: report.text(isColored: isColored)
    case .json: report.json
    case .junit: report.junit
    case .markdown: report.markdown
    case .html: report.html
    }
  }
}
