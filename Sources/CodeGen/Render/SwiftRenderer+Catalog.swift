extension SwiftRenderer {
  func catalogText() -> String {
    var text = """
      extension MessageCatalog {
        /// All actions of `Schemas/\(model.version)/actions.json`.
        public static let \(model.version) = MessageCatalog(
          version: .\(model.version),
          actions: [

      """
    for (index, action) in model.actions.enumerated() {
      text += """
              ActionDescriptor(
                name: "\(action.name)", index: \(index), profile: "\(action.profile)", sender: .\(action.sender),
                request: MessageDescriptor(\(action.name)Request.self),
                response: MessageDescriptor(\(action.name)Response.self)),

        """
    }
    text += "    ],\n    find: { token in\n      switch token.count {\n"
    let byLength = Dictionary(grouping: model.actions.enumerated(), by: \.element.name.utf8.count)
    for (length, actions) in byLength.sorted(by: { $0.key < $1.key }) {
      text += "      case \(length):\n"
      for (index, action) in actions {
        text += "        if token.equals(\"\(action.name)\") { return \(index) }\n"
      }
    }
    return text + "      default: break\n      }\n      return nil\n    })\n}\n"
  }
}
