/* The cheapest plugin there is: what is measured is the way to it and back. It answers, or passes with {"next":true}. */
#include <gateway_plugin.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  const gateway_plugin_host *host;
  int passes;
} instance;

static gateway_plugin_status create(const gateway_plugin_descriptor *descriptor, const gateway_plugin_host *host,
                                    gateway_plugin_bytes configuration, void **made, gateway_plugin_buffer *error) {
  (void)descriptor, (void)error;
  instance *self = malloc(sizeof *self);
  *self = (instance){.host = host, .passes = configuration.length > 2};
  *made = self;
  return GATEWAY_PLUGIN_OK;
}

static gateway_plugin_status handle(void *made, gateway_plugin_call call, const gateway_plugin_message *message) {
  (void)message;
  const instance *self = made;
  if (self->passes) return self->host->next(self->host, call, (gateway_plugin_bytes){0}, NULL, NULL);
  static const gateway_plugin_reply reply = {
      .struct_size = sizeof reply,
      .kind = GATEWAY_PLUGIN_REPLY_RESULT,
      .payload = GATEWAY_PLUGIN_BYTES("{\"idTagInfo\":{\"status\":\"Accepted\"}}")};
  return self->host->complete(self->host, call, &reply);
}

static const gateway_plugin_vtable vtable = {
    .struct_size = sizeof vtable, .create = create, .handle = handle, .destroy = free};
static const gateway_plugin_route route = {
    sizeof route, GATEWAY_PLUGIN_FROM_STATION, GATEWAY_PLUGIN_BYTES("1.6"), GATEWAY_PLUGIN_BYTES("Authorize")};
static const gateway_plugin_descriptor descriptor = {
    .struct_size = sizeof descriptor,
    .magic = GATEWAY_PLUGIN_MAGIC,
    .abi_major = GATEWAY_PLUGIN_ABI_MAJOR,
    .id = GATEWAY_PLUGIN_BYTES("echo"),
    .version = GATEWAY_PLUGIN_BYTES("1.0"),
    .routes = &route,
    .route_count = 1,
    .vtable = &vtable,
};

GATEWAY_PLUGIN_EXPORT const gateway_plugin_descriptor *gateway_plugin_descriptor_v1(void) { return &descriptor; }
