/// A part of the business state. Milliseconds and orders are as in the records of the store.
package enum BackupRecord: Sendable, Equatable {
  case idToken(IdTokenRecord)
  /// How often id tokens were changed.
  case idTokenRevision(Int64)
  case station(StationRecord)
  case registration(OfStation<RegistrationSetting>)
  case passwords(OfStation<[StoredPassword]>)
  case connector(ConnectorRecord)
  case variable(OfStation<VariableRecord>)
  /// The oldest first.
  case securityEvent(SecurityEventRecord)
  case setting(OfStation<StationSetting>)
  case desiredSetting(OfStation<DesiredSetting>)
  /// The oldest first.
  case settingChange(OfStation<SettingChange>)
  case localList(LocalListRecord)
  case localListEntry(OfStation<LocalListEntry>)
  case chargingProfile(ChargingProfileRecord)
  case installedCertificate(OfStation<InstalledCertificate>)
  /// Without its attempt; a station's oldest first.
  case reservation(ReservationRecord)
  /// A station's oldest first.
  case transaction(TransactionBackup)
  case meterValues(OtherMeterValues)
  /// With its history, without its cursor; the oldest first.
  case operation(OperationRecord)
  /// Without its cursor and its progress; the oldest first.
  case campaign(CampaignRecord)
  /// After its campaign.
  case campaignTarget(CampaignTargetBackup)
  /// The oldest first.
  case certificate(IssuedCertificate)
  case chargingProfileTemplate(ChargingProfileTemplate)
  case pluginState(PluginStateBackup)
  /// No version of what plugins keep was greater.
  case pluginStateVersion(UInt64)
}

/// An object with one member: what it is, and the record.
extension BackupRecord: Codable {
  private enum Kind: String, CodingKey {
    case idToken, idTokenRevision, station, registration
    case passwords, connector, variable, securityEvent
    case setting, desiredSetting, settingChange, localList
    case localListEntry, chargingProfile, installedCertificate, reservation
    case transaction, meterValues, operation, campaign
    case campaignTarget, certificate, chargingProfileTemplate, pluginState
    case pluginStateVersion
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Kind.self)
    guard let kind = container.allKeys.first else {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(codingPath: decoder.codingPath, debugDescription: "no kind of record that is known"))
    }
    func value<Value: Decodable>() throws -> Value { try container.decode(Value.self, forKey: kind) }
    self =
      switch kind {
      case .idToken: .idToken(try value())
      case .idTokenRevision: .idTokenRevision(try value())
      case .station: .station(try value())
      case .registration: .registration(try value())
      case .passwords: .passwords(try value())
      case .connector: .connector(try value())
      case .variable: .variable(try value())
      case .securityEvent: .securityEvent(try value())
      case .setting: .setting(try value())
      case .desiredSetting: .desiredSetting(try value())
      case .settingChange: .settingChange(try value())
      case .localList: .localList(try value())
      case .localListEntry: .localListEntry(try value())
      case .chargingProfile: .chargingProfile(try value())
      case .installedCertificate: .installedCertificate(try value())
      case .reservation: .reservation(try value())
      case .transaction: .transaction(try value())
      case .meterValues: .meterValues(try value())
      case .operation: .operation(try value())
      case .campaign: .campaign(try value())
      case .campaignTarget: .campaignTarget(try value())
      case .certificate: .certificate(try value())
      case .chargingProfileTemplate: .chargingProfileTemplate(try value())
      case .pluginState: .pluginState(try value())
      case .pluginStateVersion: .pluginStateVersion(try value())
      }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Kind.self)
    switch self {
    case .idToken(let value): try container.encode(value, forKey: .idToken)
    case .idTokenRevision(let value): try container.encode(value, forKey: .idTokenRevision)
    case .station(let value): try container.encode(value, forKey: .station)
    case .registration(let value): try container.encode(value, forKey: .registration)
    case .passwords(let value): try container.encode(value, forKey: .passwords)
    case .connector(let value): try container.encode(value, forKey: .connector)
    case .variable(let value): try container.encode(value, forKey: .variable)
    case .securityEvent(let value): try container.encode(value, forKey: .securityEvent)
    case .setting(let value): try container.encode(value, forKey: .setting)
    case .desiredSetting(let value): try container.encode(value, forKey: .desiredSetting)
    case .settingChange(let value): try container.encode(value, forKey: .settingChange)
    case .localList(let value): try container.encode(value, forKey: .localList)
    case .localListEntry(let value): try container.encode(value, forKey: .localListEntry)
    case .chargingProfile(let value): try container.encode(value, forKey: .chargingProfile)
    case .installedCertificate(let value): try container.encode(value, forKey: .installedCertificate)
    case .reservation(let value): try container.encode(value, forKey: .reservation)
    case .transaction(let value): try container.encode(value, forKey: .transaction)
    case .meterValues(let value): try container.encode(value, forKey: .meterValues)
    case .operation(let value): try container.encode(value, forKey: .operation)
    case .campaign(let value): try container.encode(value, forKey: .campaign)
    case .campaignTarget(let value): try container.encode(value, forKey: .campaignTarget)
    case .certificate(let value): try container.encode(value, forKey: .certificate)
    case .chargingProfileTemplate(let value): try container.encode(value, forKey: .chargingProfileTemplate)
    case .pluginState(let value): try container.encode(value, forKey: .pluginState)
    case .pluginStateVersion(let value): try container.encode(value, forKey: .pluginStateVersion)
    }
  }
}
