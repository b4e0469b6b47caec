// libyaml through its one public header; nothing of it needs wrapping.
#ifndef GATEWAY_CLIBYAML_SHIM_H
#define GATEWAY_CLIBYAML_SHIM_H

#include <yaml.h>

#endif
