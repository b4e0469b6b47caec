extension APIAnswer {
  /// A list.
  ///
  /// - Parameters:
  ///   - name: what its items are.
  ///   - next: where the next page begins: nil within for the last page; without it there are no pages.
  package static func list(_ name: String, _ items: [APIValue], next: String?? = nil) -> APIAnswer {
    var data: [(name: String, value: APIValue)] = [(name: "items", value: .array(items))]
    if let next { data.append((name: "next", value: .optional(next))) }
    return APIAnswer("\(items.count) \(name)", data: .object(data))
  }
}
