/* A file system like those of some network homes, for the files of a store: preloaded into a server.
 *
 * TIMEWARP_TEST_LOCKS is "none" (there are no locks), "busy" (all are held) or "free" (they keep nobody out).
 * TIMEWARP_TEST_SHM is "none" where files cannot be mapped as shared memory. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static int is_of_store(int fd, const char *part) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return strstr(path, part) != NULL;
}

/* 1 where the file system decides, with its answer in *answer. */
static int decided(int fd, int *answer) {
    const char *mode = getenv("TIMEWARP_TEST_LOCKS");
    if (mode == NULL || !is_of_store(fd, "/.timewarp/")) return 0;
    *answer = strcmp(mode, "free") == 0 ? 0 : -1;
    if (*answer) errno = strcmp(mode, "none") == 0 ? ENOLCK : EAGAIN;
    return 1;
}

static int pass_on(const char *name, int fd, int command, void *argument) {
    int (*real)(int, int, ...) = (int (*)(int, int, ...))dlsym(RTLD_NEXT, name);
    int answer;
    if ((command == F_SETLK || command == F_SETLKW) && decided(fd, &answer)) return answer;
    return real(fd, command, argument);
}

int fcntl(int fd, int command, ...) {
    va_list more;
    va_start(more, command);
    void *argument = va_arg(more, void *);
    va_end(more);
    return pass_on("fcntl", fd, command, argument);
}

int fcntl64(int fd, int command, ...) {
    va_list more;
    va_start(more, command);
    void *argument = va_arg(more, void *);
    va_end(more);
    return pass_on("fcntl64", fd, command, argument);
}

int flock(int fd, int operation) {
    int answer;
    if (decided(fd, &answer)) return answer;
    return ((int (*)(int, int))dlsym(RTLD_NEXT, "flock"))(fd, operation);
}

typedef void *mapping(void *, size_t, int, int, int, off_t);

void *mmap(void *at, size_t length, int protection, int flags, int fd, off_t offset) {
    if (fd >= 0 && getenv("TIMEWARP_TEST_SHM") != NULL && is_of_store(fd, "-shm")) {
        errno = ENODEV;
        return MAP_FAILED;
    }
    return ((mapping *)dlsym(RTLD_NEXT, "mmap"))(at, length, protection, flags, fd, offset);
}

void *mmap64(void *at, size_t length, int protection, int flags, int fd, off_t offset) {
    return mmap(at, length, protection, flags, fd, offset);
}
