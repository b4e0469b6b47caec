"""The test cases of the Open Charge Alliance for a Central System of OCPP 1.6, by area.

Each module adds its own to `frame.CASES`.
"""

from cases import (  # noqa: F401
    charging, configuration, credentials, firmware, local_list, offline, remote, reservation, smart_charging, trigger,
    whitepaper)
