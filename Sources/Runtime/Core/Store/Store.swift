/// Where the business state lives: a protocol for each part of it, and what concerns the whole.
///
/// Methods are domain operations, idempotent, and scoped by station: no station can touch another's transactions. A
/// method that changes something returns once the change survives a loss of power. Each may throw ``StoreError``.
package protocol Store:
  StationStore,
  IdTokenStore,
  TransactionStore,
  OperationStore,
  ReservationStore,
  LocalListStore,
  CampaignStore,
  ChargingProfileStore,
  CertificateStore,
  PasswordStore,
  RegistrationStore,
  SettingsStore,
  PluginStateStore,
  LeaseStore,
  RetentionStore
{
  /// Whether the store can be written to; throws the reason when not.
  func checkHealth() async throws

  /// Finishes what is under way and closes. Nothing may be called afterwards.
  func close() async
}
