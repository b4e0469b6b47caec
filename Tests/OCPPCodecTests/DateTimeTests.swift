import Foundation
import Testing

@testable import OCPPCodec

@Suite("Dates and times")
struct DateTimeTests {
  @Test(
    "RFC 3339 is read and written as it came",
    arguments: [
      ("1970-01-01T00:00:00Z", 0), ("2026-03-14T09:26:03Z", 1_773_480_363_000),
      ("2026-03-14T09:26:03.1Z", 1_773_480_363_100),
      ("2026-03-14T09:26:03.111Z", 1_773_480_363_111), ("2026-03-14T09:26:03.000Z", 1_773_480_363_000),
      ("2026-03-14T09:26:03.123456789Z", 1_773_480_363_123), ("2026-03-14T09:26:03.1234567890123Z", 1_773_480_363_123),
      ("2026-03-14t09:26:03z", 1_773_480_363_000), ("2026-03-14T09:26:03+00:00", 1_773_480_363_000),
      ("2026-03-14T09:26:03-00:00", 1_773_480_363_000), ("2026-03-14T14:56:03+05:30", 1_773_480_363_000),
      ("2026-03-14T01:26:03-08:00", 1_773_480_363_000), ("2016-12-31T23:59:60Z", 1_483_228_800_000),
      ("2017-01-01T05:29:60+05:30", 1_483_228_800_000), ("0000-01-01T00:00:00Z", -62_167_219_200_000),
      ("9999-12-31T23:59:59.999Z", 253_402_300_799_999), ("2024-02-29T00:00:00Z", 1_709_164_800_000),
      ("1969-12-31T23:59:59.999Z", -1),
    ])
  func text(_ text: String, _ milliseconds: Int64) throws {
    let value = try #require(DateTime(rfc3339: text))
    #expect(value.description == text)
    #expect(value.millisecondsSinceEpoch == milliseconds)
    #expect(value.isReadable)
    let read = reading("\"\(text)\"") { reader throws(DecodingStop) in try reader.dateTime() }
    #expect(read.value == value)
    let escaped = reading("\"\\u003\(text.prefix(1))\(text.dropFirst())\"") { reader throws(DecodingStop) in
      try reader.dateTime()
    }
    #expect(escaped.value == value, "written with an escape")
  }

  @Test(
    "anything else violates the format and is kept",
    arguments: [
      "", "0", "now", "2026-03-14", "2026-03-14T09:26:03", "2026-03-14T09:26Z", "2026-03-14 09:26:03Z",
      "2026-03-14T09:26:03.Z",
      "2026-03-14T09:26:03,1Z", "2026-03-14T24:00:00Z", "2026-03-14T23:60:00Z", "2026-03-14T23:59:61Z",
      "2016-12-31T22:59:60Z",
      "2016-12-31T23:59:60+01:00", "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2026-04-31T00:00:00Z",
      "2026-13-01T00:00:00Z",
      "2026-00-01T00:00:00Z", "2026-01-00T00:00:00Z", "2026-03-14T09:26:03+03", "2026-03-14T09:26:03+0300",
      "2026-03-14T09:26:03+24:00", "2026-03-14T09:26:03+05:60", "2026-03-14T09:26:03ZZ", " 2026-03-14T09:26:03Z",
      "2026-03-14T09:26:03Z\\n", "02026-03-14T09:26:03Z", "2026-03-14T09:26:0３Z",
    ])
  func unreadable(_ text: String) {
    let result = reading("\"\(text)\"", mode: .report) { reader throws(DecodingStop) in try reader.dateTime() }
    #expect(result.keywords == [.format])
    #expect(result.value?.isReadable == false)
    #expect(result.value?.millisecondsSinceEpoch == nil)
    #expect(result.value?.description == text)
  }

  @Test("the calendar agrees with Foundation's")
  func calendar() throws {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = try #require(TimeZone(secondsFromGMT: 0))
    // Foundation changes to the Julian calendar before 1582.
    for day in stride(from: -140_000, through: 2_932_896, by: 911) {
      let date = CalendarDate(daysSinceEpoch: day)
      let parts = calendar.dateComponents(
        [.year, .month, .day], from: Date(timeIntervalSince1970: Double(day) * 86_400))
      #expect([parts.year, parts.month, parts.day] == [date.year, date.month, date.day])
      #expect(date.daysSinceEpoch == day)
    }
  }

  @Test("every day comes after the one before")
  func consecutive() {
    var date = CalendarDate(daysSinceEpoch: -719_528)
    for day in -719_527..<(-719_527 + 4 * 146_097) {
      let next = CalendarDate(daysSinceEpoch: day)
      let isLast = date.day == CalendarDate.days(inMonth: date.month, of: date.year)
      let follows =
        isLast
        ? next.day == 1 && (next.month == date.month + 1 || (date.month, next.month) == (12, 1))
        : next.day == date.day + 1
      if !follows || next.daysSinceEpoch != day { Issue.record("\(date) is followed by \(next)") }
      date = next
    }
  }

  @Test(
    "a point in time has a text that reads as the same point",
    arguments: [
      0, -1, 1, 1_773_480_363_111, -62_167_219_200_000, 253_402_300_799_999, 951_782_400_000, -86_400_000, -86_400_001,
    ])
  func milliseconds(_ milliseconds: Int64) {
    let value = DateTime(millisecondsSinceEpoch: milliseconds)
    #expect(value.millisecondsSinceEpoch == milliseconds)
    #expect(DateTime(rfc3339: value.description) == value)
  }

  @Test("what lies outside the years 0 to 9999 is clamped")
  func clamped() {
    #expect(DateTime(millisecondsSinceEpoch: .max).description == "9999-12-31T23:59:59.999Z")
    #expect(DateTime(millisecondsSinceEpoch: .min).description == "0000-01-01T00:00:00.000Z")
  }
}
