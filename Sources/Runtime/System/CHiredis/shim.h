// hiredis: its reader and its formatter of RESP, the protocol of Redis; sockets are not its business here.
#ifndef GATEWAY_CHIREDIS_SHIM_H
#define GATEWAY_CHIREDIS_SHIM_H

#include <hiredis/hiredis.h>

// What is read is used at once, so the reader may keep its buffer rather than allocate it anew after each large reply.
static inline void gateway_redis_reader_keep(redisReader *reader, size_t bytes) { reader->maxbuf = bytes; }

// Formatted commands come from hiredis' allocator.
static inline void gateway_redis_free_command(char *command) { redisFreeCommand(command); }

#endif
