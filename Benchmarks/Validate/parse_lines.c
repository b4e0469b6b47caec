/* Parses each line of standard input as JSON by jansson, and forgets it: what reading without any check costs. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>

int main(void) {
  char *line = NULL;
  size_t room = 0, lines = 0;
  ssize_t length;
  while ((length = getline(&line, &room, stdin)) > 0) {
    json_error_t error;
    json_t *value = json_loadb(line, (size_t)length - 1, 0, &error);
    if (value == NULL) {
      fprintf(stderr, "line %zu: %s\n", lines + 1, error.text);
      return 1;
    }
    json_decref(value);
    lines++;
  }
  free(line);
  printf("%zu lines\n", lines);
  return 0;
}
