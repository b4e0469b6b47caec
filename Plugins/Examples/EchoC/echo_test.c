/* Loads the plugin as a gateway does and gives it three messages. */
#include "gateway_plugin.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char answer[256];

static gateway_plugin_status complete(const gateway_plugin_host *host, gateway_plugin_call call,
                                      const gateway_plugin_reply *reply) {
  (void)host;
  snprintf(answer, sizeof answer, "%d %d %.*s", (int)call, reply->kind, (int)reply->payload.length,
           (const char *)reply->payload.data);
  return GATEWAY_PLUGIN_OK;
}

static gateway_plugin_status next(const gateway_plugin_host *host, gateway_plugin_call call, gateway_plugin_bytes payload,
                                  gateway_plugin_reply_handler done, void *context) {
  (void)host, (void)context;
  snprintf(answer, sizeof answer, "%d next %s", (int)call, payload.length || done ? "changed" : "as it came");
  return GATEWAY_PLUGIN_OK;
}

static void expect(const char *expected) {
  if (strcmp(answer, expected) == 0) return;
  fprintf(stderr, "expected: %s\n     got: %s\n", expected, answer);
  exit(1);
}

int main(int count, char **arguments) {
  void *library = dlopen(count > 1 ? arguments[1] : "./libEchoC.so", RTLD_NOW | RTLD_LOCAL);
  if (!library) return fprintf(stderr, "%s\n", dlerror()), 1;
  gateway_plugin_entry entry;
  *(void **)&entry = dlsym(library, GATEWAY_PLUGIN_ENTRY);
  const gateway_plugin_descriptor *descriptor = entry();
  if (descriptor->magic != GATEWAY_PLUGIN_MAGIC || descriptor->toolchain.length != 0) return 1;

  gateway_plugin_host host = {.struct_size = sizeof host, .abi_major = GATEWAY_PLUGIN_ABI_MAJOR, .complete = complete,
                              .next = next};
  void *instance = NULL;
  gateway_plugin_bytes nothing = {0};
  if (descriptor->vtable->create(descriptor, &host, nothing, &instance, NULL) != GATEWAY_PLUGIN_OK) return 1;
  const char *payloads[] = {
      "{\"vendorId\":\"echo\",\"data\":\"a \\\"b\\\" c\\\\\"}", "{\"vendorId\":\"other\",\"data\":\"x\"}", "{\"vendorId\":\"echo\"}"};
  const char *answers[] = {"1 3 {\"status\":\"Accepted\",\"data\":\"a \\\"b\\\" c\\\\\"}", "2 next as it came",
                           "3 next as it came"};
  for (gateway_plugin_call call = 1; call <= 3; call++) {
    gateway_plugin_message message = {
        .struct_size = sizeof message, .direction = GATEWAY_PLUGIN_FROM_STATION,
        .payload = {(const uint8_t *)payloads[call - 1], strlen(payloads[call - 1])}};
    if (descriptor->vtable->handle(instance, call, &message) != GATEWAY_PLUGIN_OK) return 1;
    expect(answers[call - 1]);
  }
  descriptor->vtable->destroy(instance);
  puts("EchoC: 3 messages, as expected");
  return 0;
}
