/* Answers DataTransfer messages of the vendor "echo" with their own data: a plugin in C, with the header alone. */
#include "gateway_plugin.h"

#include <stdlib.h>
#include <string.h>

static gateway_plugin_status create(const gateway_plugin_descriptor *descriptor, const gateway_plugin_host *host,
                                    gateway_plugin_bytes configuration, void **instance, gateway_plugin_buffer *error) {
  (void)descriptor, (void)configuration, (void)error;
  *instance = (void *)host; /* all that it needs to keep */
  return GATEWAY_PLUGIN_OK;
}

static gateway_plugin_status handle(void *instance, gateway_plugin_call call, const gateway_plugin_message *message) {
  static const char vendor[] = "\"vendorId\":\"echo\"", data[] = "\"data\":\"";
  const gateway_plugin_host *host = instance;
  const char *payload = (const char *)message->payload.data;
  const char *end = payload + message->payload.length, *begin = memmem(payload, end - payload, data, sizeof data - 1);
  if (!begin || !memmem(payload, end - payload, vendor, sizeof vendor - 1))
    return host->next(host, call, (gateway_plugin_bytes){0}, NULL, NULL); /* the rest of the chain answers */
  const char *last = begin + sizeof data - 1; /* the string as it stands in the JSON text, escapes and all */
  while (last < end && *last != '"') last += *last == '\\' ? 2 : 1;
  static const char head[] = "{\"status\":\"Accepted\",";
  size_t length = sizeof head - 1 + (size_t)(last + 1 - begin) + 1;
  char *text = last < end ? malloc(length) : NULL;
  if (!text) return GATEWAY_PLUGIN_E_INTERNAL;
  memcpy(text, head, sizeof head - 1);
  memcpy(text + sizeof head - 1, begin, (size_t)(last + 1 - begin));
  text[length - 1] = '}';
  gateway_plugin_reply reply = {.struct_size = sizeof reply, .kind = GATEWAY_PLUGIN_REPLY_RESULT,
                                .payload = {(const uint8_t *)text, length}};
  gateway_plugin_status status = host->complete(host, call, &reply);
  free(text);
  return status;
}

static void destroy(void *instance) { (void)instance; }

static const gateway_plugin_vtable vtable = {
    .struct_size = sizeof vtable, .create = create, .handle = handle, .destroy = destroy};
static const gateway_plugin_route routes[] = {{sizeof routes[0], GATEWAY_PLUGIN_FROM_STATION,
                                               GATEWAY_PLUGIN_BYTES("1.6"), GATEWAY_PLUGIN_BYTES("DataTransfer")}};
static const gateway_plugin_descriptor descriptor = {
    .struct_size = sizeof descriptor, .magic = GATEWAY_PLUGIN_MAGIC, .abi_major = GATEWAY_PLUGIN_ABI_MAJOR,
    .abi_minor = GATEWAY_PLUGIN_ABI_MINOR, .id = GATEWAY_PLUGIN_BYTES("echo-c"), .version = GATEWAY_PLUGIN_BYTES("1.0.0"),
    .configuration_schema = GATEWAY_PLUGIN_BYTES("{\"type\":\"object\",\"additionalProperties\":false}"),
    .routes = routes, .route_count = 1, .vtable = &vtable};

GATEWAY_PLUGIN_EXPORT const gateway_plugin_descriptor *gateway_plugin_descriptor_v1(void) { return &descriptor; }
