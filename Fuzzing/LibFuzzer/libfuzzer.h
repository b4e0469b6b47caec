// libFuzzer as a library (https://llvm.org/docs/LibFuzzer.html#using-libfuzzer-as-a-library).
#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*check)(const uint8_t *bytes, size_t count));

// Changes an input as libFuzzer itself would; its new size is returned.
size_t LLVMFuzzerMutate(uint8_t *bytes, size_t count, size_t maximum);
