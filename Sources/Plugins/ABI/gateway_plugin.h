/* gateway_plugin.h: the binary interface, version 1, between the gateway (the host) and a plugin.
 *
 * A plugin is a shared object that exports one function, gateway_plugin_descriptor_v1. It stands in handler chains beside
 * the built-in handlers. docs/plugin-abi.md has the reasons; the rules are:
 *
 * Layout     Every struct begins with its own size and only ever grows at the end. Look at a member beyond the size that
 *            version 1.0 had (GATEWAY_PLUGIN_SIZE_…) only when struct_size covers it. Members called reserved are 0.
 * Text       UTF-8, as pointer and length, not terminated by NUL. An absent text has the length 0.
 * Ownership  Nobody frees the other's memory. What is passed to a function is borrowed until that function returns, unless
 *            said otherwise: copy what you keep.
 * Threads    Host functions may be called from any thread, at any time between create and the return of destroy, and never
 *            block. handle and cancel may be called from several threads at once; the CALLs of one station come one
 *            after the other. Callbacks come on any thread, possibly before the function that was given them returns. They must
 *            not block.
 * Callbacks  A callback that was given to a host function that returned GATEWAY_PLUGIN_OK is called exactly once; if it
 *            returned anything else, never.
 * Unwinding  No C++ exception, longjmp or the like may leave a function of either side.
 */
#ifndef GATEWAY_PLUGIN_H
#define GATEWAY_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define GATEWAY_PLUGIN_MAGIC 0x4750434Fu /* "OCPG" in memory, little-endian */
#define GATEWAY_PLUGIN_ABI_MAJOR 1u      /* another one is refused */
#define GATEWAY_PLUGIN_ABI_MINOR 0u      /* counts what was added; for people */

/* ---- Values ------------------------------------------------------------------------------------------------------ */

typedef struct gateway_plugin_bytes {
  const uint8_t *data; /* may be NULL when length is 0 */
  size_t length;
} gateway_plugin_bytes;

/* A string literal as bytes, for initializers. */
#define GATEWAY_PLUGIN_BYTES(literal) {(const uint8_t *)(literal), sizeof(literal) - 1}

/* A place for text that the callee writes. */
typedef struct gateway_plugin_buffer {
  uint8_t *data;
  size_t capacity;
  size_t length; /* set by the callee, at most capacity */
} gateway_plugin_buffer;

typedef int32_t gateway_plugin_status;
enum {
  GATEWAY_PLUGIN_OK = 0,
  GATEWAY_PLUGIN_E_ARGUMENT = -1,     /* NULL, not UTF-8, not JSON, not what the schema says, or beyond a limit */
  GATEWAY_PLUGIN_E_STATE = -2,        /* not now: the call is complete or unknown, next was called before, … */
  GATEWAY_PLUGIN_E_TIMEOUT = -3,      /* no answer in time */
  GATEWAY_PLUGIN_E_BUSY = -4,         /* too much is waiting */
  GATEWAY_PLUGIN_E_UNSUPPORTED = -5,  /* the station's version has no such action */
  GATEWAY_PLUGIN_E_CANCELLED = -6,    /* the call was cancelled, or the plugin is stopping */
  GATEWAY_PLUGIN_E_INTERNAL = -7,     /* anything else; the host has logged it */
  GATEWAY_PLUGIN_E_OFFLINE = -8,      /* the station is not connected, or left before it answered */
  GATEWAY_PLUGIN_E_SAME_STATION = -9, /* waiting for the station whose CALL is being handled would never end */
  GATEWAY_PLUGIN_E_CONFLICT = -10,    /* the state changed in between */
  GATEWAY_PLUGIN_E_UNAVAILABLE = -11  /* the store can't be reached */
};

enum { GATEWAY_PLUGIN_FROM_STATION = 1, GATEWAY_PLUGIN_TO_STATION = 2 };
enum {
  GATEWAY_PLUGIN_LOG_TRACE = 0,
  GATEWAY_PLUGIN_LOG_DEBUG = 1,
  GATEWAY_PLUGIN_LOG_INFO = 2,
  GATEWAY_PLUGIN_LOG_WARNING = 3,
  GATEWAY_PLUGIN_LOG_ERROR = 4
};
enum {
  GATEWAY_PLUGIN_METRIC_COUNTER = 1,  /* adds value, which is not negative */
  GATEWAY_PLUGIN_METRIC_GAUGE = 2,    /* sets value */
  GATEWAY_PLUGIN_METRIC_HISTOGRAM = 3 /* records value; times in seconds */
};

/* A CALL being handled: a number that a host uses only once, so that a stale one is refused and never taken for another. */
typedef uint64_t gateway_plugin_call;
#define GATEWAY_PLUGIN_NO_CALL 0u /* for host functions that are used outside of any */

/* ---- Messages ---------------------------------------------------------------------------------------------------- */

/* A CALL. It and all it points to stay valid until the plugin completes the call, also past the deadline. */
typedef struct gateway_plugin_message {
  uint32_t struct_size;
  int32_t direction;                /* GATEWAY_PLUGIN_FROM_STATION or …_TO_STATION */
  gateway_plugin_bytes version;     /* "1.6", "2.0.1" */
  gateway_plugin_bytes station_id;
  gateway_plugin_bytes action;      /* "Authorize" */
  gateway_plugin_bytes message_id;
  gateway_plugin_bytes payload;     /* JSON, an object that conforms to the action's schema */
  uint64_t connection_epoch;        /* grows with every connection of the station */
  uint64_t attempt;                 /* 1, and more when the call is handled again: see state_put */
  int64_t received_unix_us;         /* when the gateway received it or was asked to send it */
  int64_t deadline_monotonic_ns;    /* CLOCK_MONOTONIC: until then the host waits; grows by the time spent in next */
} gateway_plugin_message;

enum {
  GATEWAY_PLUGIN_REPLY_PASS = 1,    /* exactly what next answered, failures included; next must have answered */
  GATEWAY_PLUGIN_REPLY_FAILURE = 2, /* the plugin can't tell; description says why, on_failure says what happens */
  GATEWAY_PLUGIN_REPLY_RESULT = 3,  /* a CALLRESULT: payload */
  GATEWAY_PLUGIN_REPLY_ERROR = 4    /* a CALLERROR: error_code, description, details */
};

typedef struct gateway_plugin_reply {
  uint32_t struct_size;
  int32_t kind;                     /* GATEWAY_PLUGIN_REPLY_… */
  gateway_plugin_bytes payload;     /* JSON, an object that conforms to the action's schema */
  gateway_plugin_bytes error_code;  /* "SecurityError" */
  gateway_plugin_bytes description; /* for people; at most 255 characters are sent */
  gateway_plugin_bytes details;     /* a JSON object; absent: {} */
} gateway_plugin_reply;

/* Takes an answer: OK with a RESULT or an ERROR; a negative status with a reply that has only a description, or NULL. */
typedef void (*gateway_plugin_reply_handler)(void *context, gateway_plugin_status status, const gateway_plugin_reply *reply);

/* Takes a value of the state and its version; an absent one has data NULL and version 0. */
typedef void (*gateway_plugin_state_handler)(void *context, gateway_plugin_status status, gateway_plugin_bytes value, uint64_t version);

/* ---- What the host does for a plugin ----------------------------------------------------------------------------- */

#define GATEWAY_PLUGIN_ANY_VERSION 0xFFFFFFFFFFFFFFFFu /* state_put: whatever is there */
#define GATEWAY_PLUGIN_SEND_AFTER_REPLY 1u             /* send: once the call is answered */

typedef struct gateway_plugin_host gateway_plugin_host;
struct gateway_plugin_host {
  uint32_t struct_size;
  uint32_t abi_major;
  uint32_t abi_minor;
  uint32_t reserved;
  void *context; /* the host's own */

  /* Logs a line. The host adds plugin, station and message id, and escapes. fields: a JSON object, or absent. */
  void (*log)(const gateway_plugin_host *host, gateway_plugin_call call, int32_t level, gateway_plugin_bytes message,
              gateway_plugin_bytes fields);

  /* Counts. name: [a-z][a-z0-9_]*; labels: a JSON object of strings from bounded sets (never a station id), or absent. */
  void (*metric)(const gateway_plugin_host *host, int32_t kind, gateway_plugin_bytes name, double value,
                 gateway_plugin_bytes labels);

  /* Answers a call: exactly once, from handle or later. A second or late answer changes nothing, is logged and gets E_STATE.
   * E_ARGUMENT when the reply isn't one; then the call has failed as with REPLY_FAILURE. In any case it is complete. */
  gateway_plugin_status (*complete)(const gateway_plugin_host *host, gateway_plugin_call call,
                                    const gateway_plugin_reply *reply);

  /* Runs the rest of the chain, at most once a call. payload: instead of the message's; absent: as it came.
   * done hears the reply. done NULL: the reply is the call's answer as it is, and OK means that the call is complete. */
  gateway_plugin_status (*next)(const gateway_plugin_host *host, gateway_plugin_call call, gateway_plugin_bytes payload,
                                gateway_plugin_reply_handler done, void *context);

  /* Reads the plugin's own state. Sees what was put in the same call; the version is that of the last commit. */
  gateway_plugin_status (*state_get)(const gateway_plugin_host *host, gateway_plugin_call call, gateway_plugin_bytes key,
                                     gateway_plugin_state_handler done, void *context);

  /* Writes the plugin's own state. In a call it is staged: all that a call puts is committed at once, before its reply
   * leaves, or not at all when it fails. Outside (NO_CALL) it is committed by itself.
   * key: 1 to 256 bytes. value: at most 64 KiB; data NULL removes the key.
   * expected_version: what the key must have at the commit; 0: it must not be there; ANY_VERSION: whatever. If it has another,
   * the call is handled again (attempt + 1), at most three times; next then answers again what it answered before.
   * ttl_s: seconds until it vanishes; 0: never. done, or NULL, hears of the commit: OK, E_CONFLICT, …; value is absent. */
  gateway_plugin_status (*state_put)(const gateway_plugin_host *host, gateway_plugin_call call, gateway_plugin_bytes key,
                                     gateway_plugin_bytes value, uint64_t expected_version, uint64_t ttl_s,
                                     gateway_plugin_state_handler done, void *context);

  /* Sends a CALL to a station, through its outbound chain. version: what the payload is written for, E_UNSUPPORTED if the
   * station speaks another; absent: whatever it speaks. payload: JSON, by the action's schema. timeout_ms: until the
   * answer; 0: the gateway's own. flags: 0 or SEND_AFTER_REPLY. done, or NULL, hears the answer, a CALLERROR too.
   * In a call of a station, without SEND_AFTER_REPLY, the same station gets E_SAME_STATION. */
  gateway_plugin_status (*send)(const gateway_plugin_host *host, gateway_plugin_call call, gateway_plugin_bytes station_id,
                                gateway_plugin_bytes version, gateway_plugin_bytes action, gateway_plugin_bytes payload,
                                uint32_t timeout_ms, uint32_t flags, gateway_plugin_reply_handler done, void *context);

  /* Further services by name; NULL when this host has none of that name. Valid as long as the host. */
  const void *(*get_extension)(const gateway_plugin_host *host, gateway_plugin_bytes name);
};

/* ---- What a plugin does ------------------------------------------------------------------------------------------ */

typedef struct gateway_plugin_descriptor gateway_plugin_descriptor;

typedef struct gateway_plugin_vtable {
  uint32_t struct_size;
  uint32_t reserved;

  /* Makes an instance. descriptor: as the entry gave it. host is valid until destroy returns. configuration: JSON, conforming
   * to configuration_schema. Also called to check a configuration, with destroy after it: it must leave nothing behind.
   * Else than OK: error says why. */
  gateway_plugin_status (*create)(const gateway_plugin_descriptor *descriptor, const gateway_plugin_host *host,
                                  gateway_plugin_bytes configuration, void **instance, gateway_plugin_buffer *error);

  /* Handles a CALL: OK when complete or next (without done) has been called or will be. Else the call has failed, and is complete. */
  gateway_plugin_status (*handle)(void *instance, gateway_plugin_call call, const gateway_plugin_message *message);

  /* The host no longer waits: deadline, station gone, or stopping. The call must still be completed, soon; it may be complete
   * already. May be NULL. */
  void (*cancel)(void *instance, gateway_plugin_call call);

  /* No further handle comes. Ends what the plugin does by itself and returns at once; calls may still complete until the
   * deadline (CLOCK_MONOTONIC). May be NULL. */
  void (*stop)(void *instance, int64_t deadline_monotonic_ns);

  /* Frees the instance. Called once all calls are complete and all callbacks done; not at all if that doesn't happen in time. */
  void (*destroy)(void *instance);

  /* What else the plugin can do, by name; NULL for unknown names. May be NULL. */
  const void *(*get_extension)(void *instance, gateway_plugin_bytes name);
} gateway_plugin_vtable;

/* A kind of CALL that a plugin can handle. */
typedef struct gateway_plugin_route {
  uint32_t struct_size;
  int32_t direction;            /* GATEWAY_PLUGIN_FROM_STATION or …_TO_STATION */
  gateway_plugin_bytes version; /* "1.6", "2.0.1" */
  gateway_plugin_bytes action;  /* "Authorize"; "*": all of the version that go that way */
} gateway_plugin_route;

struct gateway_plugin_descriptor {
  uint32_t struct_size;
  uint32_t magic;                            /* GATEWAY_PLUGIN_MAGIC */
  uint32_t abi_major;                        /* GATEWAY_PLUGIN_ABI_MAJOR and …_MINOR of the header it was built with */
  uint32_t abi_minor;
  gateway_plugin_bytes id;                   /* [a-z][a-z0-9-]{0,63}: what it is; the configuration names its instances */
  gateway_plugin_bytes version;              /* the plugin's own, for people */
  gateway_plugin_bytes toolchain;            /* of a Swift plugin, as the SDK names it; absent: none is needed */
  gateway_plugin_bytes configuration_schema; /* a JSON schema (draft-06); absent: any object */
  const gateway_plugin_route *routes;        /* each of routes[0].struct_size bytes */
  size_t route_count;
  const gateway_plugin_vtable *vtable;
};

#if defined(_WIN32)
#define GATEWAY_PLUGIN_EXPORT __declspec(dllexport)
#else
#define GATEWAY_PLUGIN_EXPORT __attribute__((visibility("default")))
#endif

/* The one exported symbol. Has no side effects, and gives the same descriptor each time; it is valid for good. */
#define GATEWAY_PLUGIN_ENTRY "gateway_plugin_descriptor_v1"
typedef const gateway_plugin_descriptor *(*gateway_plugin_entry)(void);

#ifdef __swift__
/* Of the Swift compiler that imports this header: a part of the name of its toolchain. */
static inline const char *gateway_plugin_compiler_build(void) { return __clang_version__; }
#endif

/* ---- Layout of version 1.0 --------------------------------------------------------------------------------------- */

#define GATEWAY_PLUGIN_SIZE_MESSAGE 120u
#define GATEWAY_PLUGIN_SIZE_REPLY 72u
#define GATEWAY_PLUGIN_SIZE_HOST 88u
#define GATEWAY_PLUGIN_SIZE_VTABLE 56u
#define GATEWAY_PLUGIN_SIZE_ROUTE 40u
#define GATEWAY_PLUGIN_SIZE_DESCRIPTOR 104u

#ifdef __cplusplus
#define GATEWAY_PLUGIN_ASSERT(condition) static_assert(condition, #condition)
#else
#define GATEWAY_PLUGIN_ASSERT(condition) _Static_assert(condition, #condition)
#endif
#define GATEWAY_PLUGIN_AT(type, member, offset) GATEWAY_PLUGIN_ASSERT(offsetof(type, member) == (offset))

GATEWAY_PLUGIN_ASSERT(sizeof(void *) == 8 && sizeof(size_t) == 8); /* 64-bit machines only */
GATEWAY_PLUGIN_ASSERT(sizeof(gateway_plugin_bytes) == 16);
GATEWAY_PLUGIN_ASSERT(sizeof(gateway_plugin_buffer) == 24);
GATEWAY_PLUGIN_ASSERT(sizeof(gateway_plugin_message) == GATEWAY_PLUGIN_SIZE_MESSAGE);
GATEWAY_PLUGIN_ASSERT(sizeof(gateway_plugin_reply) == GATEWAY_PLUGIN_SIZE_REPLY);
GATEWAY_PLUGIN_ASSERT(sizeof(gateway_plugin_host) == GATEWAY_PLUGIN_SIZE_HOST);
GATEWAY_PLUGIN_ASSERT(sizeof(gateway_plugin_vtable) == GATEWAY_PLUGIN_SIZE_VTABLE);
GATEWAY_PLUGIN_ASSERT(sizeof(gateway_plugin_route) == GATEWAY_PLUGIN_SIZE_ROUTE);
GATEWAY_PLUGIN_ASSERT(sizeof(gateway_plugin_descriptor) == GATEWAY_PLUGIN_SIZE_DESCRIPTOR);
GATEWAY_PLUGIN_AT(gateway_plugin_message, payload, 72);
GATEWAY_PLUGIN_AT(gateway_plugin_message, deadline_monotonic_ns, 112);
GATEWAY_PLUGIN_AT(gateway_plugin_reply, details, 56);
GATEWAY_PLUGIN_AT(gateway_plugin_host, context, 16);
GATEWAY_PLUGIN_AT(gateway_plugin_host, complete, 40);
GATEWAY_PLUGIN_AT(gateway_plugin_host, get_extension, 80);
GATEWAY_PLUGIN_AT(gateway_plugin_vtable, handle, 16);
GATEWAY_PLUGIN_AT(gateway_plugin_vtable, get_extension, 48);
GATEWAY_PLUGIN_AT(gateway_plugin_descriptor, id, 16);
GATEWAY_PLUGIN_AT(gateway_plugin_descriptor, routes, 80);
GATEWAY_PLUGIN_AT(gateway_plugin_descriptor, vtable, 96);

#ifdef __cplusplus
}
#endif
#endif
