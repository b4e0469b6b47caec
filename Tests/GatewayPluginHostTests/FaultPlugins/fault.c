/* A plugin that does what its configuration says, {"fault":"…"}: most of it wrong. */
#include <gateway_plugin.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct {
  const gateway_plugin_host *host;
  char fault[64];
  atomic_int sane; /* whether the sane station was answered */
} instance;

static gateway_plugin_bytes text(const char *value) {
  gateway_plugin_bytes bytes = {(const uint8_t *)value, strlen(value)};
  return bytes;
}

static gateway_plugin_reply result(const char *payload) {
  gateway_plugin_reply reply = {.struct_size = sizeof reply, .kind = GATEWAY_PLUGIN_REPLY_RESULT};
  reply.payload = text(payload);
  return reply;
}

static int is(const instance *self, const char *fault) { return strcmp(self->fault, fault) == 0; }

static gateway_plugin_status create(const gateway_plugin_descriptor *descriptor, const gateway_plugin_host *host,
                                    gateway_plugin_bytes configuration, void **made, gateway_plugin_buffer *error) {
  (void)descriptor;
  instance *self = calloc(1, sizeof *self);
  self->host = host;
  char copy[512] = {0};
  if (configuration.length >= sizeof copy) return GATEWAY_PLUGIN_E_ARGUMENT;
  memcpy(copy, configuration.data, configuration.length);
  const char *begin = strstr(copy, "\"fault\":\"");
  if (begin) sscanf(begin + 9, "%63[^\"]", self->fault);
  if (is(self, "refuse")) {
    error->length = (size_t)snprintf((char *)error->data, error->capacity, "it doesn't like it");
    return GATEWAY_PLUGIN_E_ARGUMENT;
  }
  if (is(self, "crash in create")) raise(SIGSEGV);
  if (is(self, "environment")) {
    extern char **environ;
    for (char **entry = environ; *entry; entry++) fprintf(stderr, "environment %s\n", *entry);
    for (int descriptor = 0; descriptor < 256; descriptor++) {
      char name[32], target[256] = {0};
      snprintf(name, sizeof name, "/proc/self/fd/%d", descriptor);
      if (readlink(name, target, sizeof target - 1) > 0) fprintf(stderr, "open %s\n", target);
    }
  }
  *made = self;
  return GATEWAY_PLUGIN_OK;
}

typedef struct {
  const instance *self;
  gateway_plugin_call call;
  useconds_t delay;
  char accepted[96];
} later;

static void *complete_later(void *context) {
  later *work = context;
  usleep(work->delay);
  gateway_plugin_reply reply = result(work->accepted);
  work->self->host->complete(work->self->host, work->call, &reply);
  free(work);
  return NULL;
}

static void on_thread(const instance *self, gateway_plugin_call call, useconds_t delay, const char *accepted) {
  later *work = calloc(1, sizeof *work);
  *work = (later){.self = self, .call = call, .delay = delay};
  strcpy(work->accepted, accepted);
  pthread_t thread;
  pthread_create(&thread, NULL, complete_later, work);
  pthread_detach(thread);
}

static void passed(void *context, gateway_plugin_status status, const gateway_plugin_reply *reply) {
  (void)status, (void)reply;
  later *work = context;
  gateway_plugin_reply pass = {.struct_size = sizeof pass, .kind = GATEWAY_PLUGIN_REPLY_PASS};
  work->self->host->complete(work->self->host, work->call, &pass);
  free(work);
}

static void sent(void *context, gateway_plugin_status status, const gateway_plugin_reply *reply) {
  later *work = context;
  gateway_plugin_reply answer = result(work->accepted);
  if (status == GATEWAY_PLUGIN_OK && reply->kind == GATEWAY_PLUGIN_REPLY_RESULT)
    work->self->host->complete(work->self->host, work->call, &answer);
  else {
    gateway_plugin_reply failure = {.struct_size = sizeof failure, .kind = GATEWAY_PLUGIN_REPLY_FAILURE};
    char reason[32];
    snprintf(reason, sizeof reason, "status %d", status);
    failure.description = text(reason);
    work->self->host->complete(work->self->host, work->call, &failure);
  }
  free(work);
}

static void counted(void *context, gateway_plugin_status status, gateway_plugin_bytes value, uint64_t version) {
  (void)status;
  later *work = context;
  const gateway_plugin_host *host = work->self->host;
  char number[32] = {0};
  if (value.length < sizeof number && value.data) memcpy(number, value.data, value.length);
  snprintf(number, sizeof number, "%d", atoi(number) + 1);
  host->state_put(host, work->call, text("count"), text(number), version, 0, NULL, NULL);
  gateway_plugin_reply reply = result(work->accepted);
  host->complete(host, work->call, &reply);
  free(work);
}

static void cancel(void *made, gateway_plugin_call call) {
  const instance *self = made;
  if (!is(self, "waits")) return;
  gateway_plugin_reply failure = {.struct_size = sizeof failure, .kind = GATEWAY_PLUGIN_REPLY_FAILURE};
  failure.description = text("cancelled");
  self->host->complete(self->host, call, &failure);
}

static gateway_plugin_status handle(void *made, gateway_plugin_call call, const gateway_plugin_message *message) {
  instance *self = made;
  const gateway_plugin_host *host = self->host;
  int is_authorize = message->action.length == 9 && memcmp(message->action.data, "Authorize", 9) == 0;
  const char *accepted = is_authorize ? "{\"idTagInfo\":{\"status\":\"Accepted\"}}"
      : message->action.data[0] == 'S' ? "{\"idTagInfo\":{\"status\":\"Accepted\"},\"transactionId\":7}"
      : "{\"status\":\"Accepted\"}";
  gateway_plugin_reply reply = result(accepted);
  /* The sane station gets an answer whatever the fault is. */
  if (message->station_id.length >= 4 && memcmp(message->station_id.data, "SANE", 4) == 0) {
    self->sane = 1;
    return host->complete(host, call, &reply);
  }
  later *work = calloc(1, sizeof *work);
  *work = (later){.self = self, .call = call};
  strcpy(work->accepted, accepted);

  if (is(self, "SIGILL")) __builtin_trap();
  if (is(self, "SIGSEGV")) *(volatile int *)8 = 1;
  if (is(self, "loop")) for (volatile int i = 0;; i++) {}
  if (is(self, "sleep")) sleep(3600);
  if (is(self, "leak")) for (int i = 0; i < 1024; i++) memset(malloc(1 << 20), 1, 1 << 20);
  if (is(self, "invalid JSON")) reply = result("{\"idTagInfo\":");
  if (is(self, "wrong type")) reply = result("{\"idTagInfo\":{\"status\":7}}");
  if (is(self, "other action")) reply = result("{\"currentTime\":\"2026-01-01T00:00:00Z\"}");
  if (is(self, "no reply")) reply.kind = 99;
  if (is(self, "never") || is(self, "waits")) return GATEWAY_PLUGIN_OK;
  if (is(self, "until sane")) while (!self->sane) usleep(1000);
  if (is(self, "answers and blocks")) {
    host->complete(host, call, &reply);
    while (!self->sane) usleep(1000);
    return GATEWAY_PLUGIN_OK;
  }
  if (is(self, "refuses")) return GATEWAY_PLUGIN_E_INTERNAL;
  if (is(self, "thread")) return on_thread(self, call, 20000, accepted), GATEWAY_PLUGIN_OK;
  if (is(self, "late")) return on_thread(self, call, 500000, accepted), GATEWAY_PLUGIN_OK;
  if (is(self, "twice")) host->complete(host, call, &reply);
  if (is(self, "unknown call")) host->complete(host, 1234567, &reply);
  if (is(self, "error")) {
    reply.kind = GATEWAY_PLUGIN_REPLY_ERROR;
    reply.error_code = text("SecurityError");
    reply.description = text("no");
    reply.details = text("{\"a\":1}");
  }
  if (is(self, "failure")) {
    reply.kind = GATEWAY_PLUGIN_REPLY_FAILURE;
    reply.description = text("it can't tell");
  }
  if (is(self, "tail")) return host->next(host, call, text(""), NULL, NULL);
  if (is(self, "pass")) return host->next(host, call, text(""), passed, work);
  if (is(self, "rewrite")) return host->next(host, call, text("{\"idTag\":\"REWRITTEN\"}"), NULL, NULL);
  if (is(self, "bad rewrite")) {
    if (host->next(host, call, text("{\"idTag\":7}"), NULL, NULL) != GATEWAY_PLUGIN_E_ARGUMENT) abort();
    return host->next(host, call, text(""), NULL, NULL);
  }
  if (is(self, "next twice")) {
    host->next(host, call, text(""), passed, work);
    if (host->next(host, call, text(""), passed, work) != GATEWAY_PLUGIN_E_STATE) abort();
    return GATEWAY_PLUGIN_OK;
  }
  if (is(self, "count badly")) strcpy(work->accepted, "{}");
  if (is(self, "count") || is(self, "count badly")) return host->state_get(host, call, text("count"), counted, work);
  if (is(self, "send")) {
    const char *other = "{\"type\":\"Soft\"}";
    return host->send(host, call, text("OTHER"), text("1.6"), text("Reset"), text(other), 0, 0, sent, work);
  }
  if (is(self, "send same")) {
    const char *reset = "{\"type\":\"Soft\"}";
    if (host->send(host, call, message->station_id, text("1.6"), text("Reset"), text(reset), 0, 0, sent, work)
        != GATEWAY_PLUGIN_E_SAME_STATION) abort();
    if (host->send(host, call, message->station_id, text("1.6"), text("Reset"), text(reset), 0,
                   GATEWAY_PLUGIN_SEND_AFTER_REPLY, NULL, NULL) != GATEWAY_PLUGIN_OK) abort();
  }
  if (is(self, "report")) {
    host->log(host, call, GATEWAY_PLUGIN_LOG_WARNING, text("line\nbreak"), text("{\"station\":\"LIE\",\"kWh\":7}"));
    host->metric(host, GATEWAY_PLUGIN_METRIC_COUNTER, text("seen"), 2, text("{\"kind\":\"tag\"}"));
    host->metric(host, GATEWAY_PLUGIN_METRIC_COUNTER, text("Not A Name"), 1, text(""));
    printf("printed\n");
    fflush(stdout);
  }
  host->complete(host, call, &reply);
  free(work);
  return GATEWAY_PLUGIN_OK;
}

static void destroy(void *made) { free(made); }

static const gateway_plugin_vtable vtable = {
    .struct_size = sizeof vtable, .create = create, .handle = handle, .cancel = cancel, .destroy = destroy};
static const gateway_plugin_route routes[] = {
    {sizeof routes[0], GATEWAY_PLUGIN_FROM_STATION, GATEWAY_PLUGIN_BYTES("1.6"), GATEWAY_PLUGIN_BYTES("Authorize")},
    {sizeof routes[0], GATEWAY_PLUGIN_FROM_STATION, GATEWAY_PLUGIN_BYTES("1.6"), GATEWAY_PLUGIN_BYTES("StartTransaction")},
    {sizeof routes[0], GATEWAY_PLUGIN_TO_STATION, GATEWAY_PLUGIN_BYTES("1.6"), GATEWAY_PLUGIN_BYTES("ClearCache")},
};

/* What is wrong with the descriptor is chosen when it is built. */
#ifndef SIZE
#define SIZE sizeof(gateway_plugin_descriptor)
#endif
#ifndef MAGIC
#define MAGIC GATEWAY_PLUGIN_MAGIC
#endif
#ifndef MAJOR
#define MAJOR GATEWAY_PLUGIN_ABI_MAJOR
#endif
#ifndef ENTRY
#define ENTRY gateway_plugin_descriptor_v1
#endif
#ifndef TOOLCHAIN
#define TOOLCHAIN ""
#endif

static const gateway_plugin_descriptor descriptor = {
    .struct_size = SIZE,
    .magic = MAGIC,
    .abi_major = MAJOR,
    .id = GATEWAY_PLUGIN_BYTES("fault"),
    .version = GATEWAY_PLUGIN_BYTES("1.0"),
    .toolchain = GATEWAY_PLUGIN_BYTES(TOOLCHAIN),
    .configuration_schema = GATEWAY_PLUGIN_BYTES(
        "{\"type\":\"object\",\"required\":[\"fault\"],\"additionalProperties\":false,\"properties\":{"
        "\"fault\":{\"type\":\"string\"},\"limit\":{\"type\":\"integer\",\"minimum\":1}}}"),
    .routes = routes,
    .route_count = sizeof routes / sizeof routes[0],
    .vtable = &vtable,
};

GATEWAY_PLUGIN_EXPORT const gateway_plugin_descriptor *ENTRY(void) {
#ifdef CRASH
  raise(SIGSEGV);
#endif
#ifdef HANG
  pause();
#endif
  return &descriptor;
}
