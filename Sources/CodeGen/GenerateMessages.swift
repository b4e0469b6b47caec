import Glibc

/// Turns a folder of OCPP schemas into Swift: parse, resolve, model, render.
///
/// Called by the build: `CodeGen <version> <schema folder> <output folder>`.
@main
struct GenerateMessages {
  static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count == 4 else {
      complain("usage: CodeGen <version, such as v16> <folder of schemas> <folder for Swift files>")
      exit(2)
    }
    var diagnostics = Diagnostics()
    let folder = SchemaFolder(arguments[2], diagnostics: &diagnostics)
    let files = folder.map { folder in
      SwiftRenderer(VersionModel(folder, version: arguments[1], diagnostics: &diagnostics)).files()
    }
    guard let files, diagnostics.all.isEmpty else {
      for diagnostic in diagnostics.all { complain(diagnostic.description) }
      exit(1)
    }
    for file in files {
      let path = arguments[3] + "/" + file.name
      guard write(file.text, to: path) else {
        complain("\(path): error: \(String(cString: strerror(errno)))")
        exit(1)
      }
    }
  }

  private static func write(_ text: String, to path: String) -> Bool {
    guard let file = fopen(path, "wb") else { return false }
    defer { fclose(file) }
    return text.utf8.count == fwrite(Array(text.utf8), 1, text.utf8.count, file)
  }

  private static func complain(_ text: String) {
    let line = Array((text + "\n").utf8)
    _ = Glibc.write(STDERR_FILENO, line, line.count)
  }
}
