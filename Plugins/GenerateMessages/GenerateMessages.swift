import Foundation
import PackagePlugin

/// Generates a version's messages from its schemas, before the target that bears the version is built.
///
/// A target whose folder is called `V16` gets the messages of `Schemas/v16`.
@main
struct GenerateMessages: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let version = target.directoryURL.lastPathComponent.lowercased()
    let schemas = context.package.directoryURL.appending(components: "Schemas", version)
    let output = context.pluginWorkDirectoryURL
    let inputs = try FileManager.default.contentsOfDirectory(at: schemas, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "json" }
      .sorted { $0.path < $1.path }
    let messages = inputs.map { $0.deletingPathExtension().lastPathComponent }
      .filter { $0.hasSuffix("Request") || $0.hasSuffix("Response") }
    return [
      .buildCommand(
        displayName: "Generating the messages of \(target.name) from Schemas/\(version)",
        executable: try context.tool(named: "CodeGen").url,
        arguments: [version, schemas.path, output.path],
        inputFiles: inputs,
        outputFiles: (messages + ["Actions", "SharedTypes"]).map { output.appending(component: "\($0).swift") })
    ]
  }
}
