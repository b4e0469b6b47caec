import GatewayConfig
import Testing
