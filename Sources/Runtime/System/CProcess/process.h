// What glibc declares for _GNU_SOURCE only, so that Swift's Glibc module doesn't have it.

#ifndef GATEWAY_PROCESS_H
#define GATEWAY_PROCESS_H

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/types.h>

extern int memfd_create(const char *name, unsigned int flags);
extern pid_t gettid(void);
extern int pipe2(int descriptors[2], int flags);
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);

/// A file in memory that is closed in programs this one starts, and can be sealed. From linux/memfd.h.
static inline int gateway_memory_file(const char *name) {
  return memfd_create(name, 0x0001u /* MFD_CLOEXEC */ | 0x0002u /* MFD_ALLOW_SEALING */);
}

/// Nobody can change the file's contents, size or seals any more. From linux/fcntl.h.
static inline int gateway_seal(int descriptor) {
  return fcntl(descriptor, 1033 /* F_ADD_SEALS */, 0x1 | 0x2 | 0x4 | 0x8);
}

/// The program runs in a session of its own. From spawn.h.
static inline short gateway_spawn_in_session(void) { return 0x80 /* POSIX_SPAWN_SETSID */; }

/// Gives a thread of this process the lowest priority: it runs when nobody else wants to.
static inline int gateway_put_last(int thread) { return setpriority(PRIO_PROCESS, (id_t)thread, 19); }

/// Lets the processor know that a loop waits for memory to change.
static inline void gateway_spin_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

#endif
