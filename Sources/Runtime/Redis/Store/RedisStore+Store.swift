import GatewayCore

extension RedisStore: Store {}
