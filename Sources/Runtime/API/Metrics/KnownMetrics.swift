/// What the gateway's metrics tell.
enum KnownMetrics {
  static let help = [
    "ocpp_connections": "Stations connected now.",
    "ocpp_messages_total": "OCPP-J messages by what became of them.",
    "ocpp_message_duration_seconds": "From a CALL's arrival to its answer.",
    "ocpp_violations_total": "What messages broke, by keyword of their JSON schema.",
    "ocpp_commands_total": "Commands to stations by what became of them.",
    "ocpp_queue_depth": "Messages of stations that wait for a processor, and commands that wait for stations.",
    "ocpp_plugin_calls_total": "Calls of plugins by what became of them.",
    "ocpp_plugin_duration_seconds": "A plugin's own time for a call.",
    "ocpp_store_duration_seconds": "Operations of the store.",
  ]
}
