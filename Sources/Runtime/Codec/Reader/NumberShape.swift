/// Where the parts of a number's text are.
struct NumberShape {
  /// Digits before the decimal point.
  var integerDigits = 0
  /// Digits after the decimal point.
  var fractionDigits = 0
  /// Where the `e` stands, counted from the beginning.
  var exponentOffset: Int?
  /// Length of the text.
  var count = 0
}
