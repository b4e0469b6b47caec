/// What occasions a reading of a meter.
enum SampleOccasion: Sendable {
  case begin
  case periodic
  case clock
  case trigger
  case end
}
