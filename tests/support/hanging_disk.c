/* A network home that does not answer, for all that lies in a folder called "far": preloaded into a server.
 *
 * While there is a file of the name in TIMEWARP_TEST_HANGS, whoever asks for anything there waits. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static void ask(const char *path) {
    const char *sign = getenv("TIMEWARP_TEST_HANGS");
    const char *far = path == NULL ? NULL : strstr(path, "/far");
    struct timespec moment = {0, 20000000};
    if (sign == NULL || far == NULL || (far[4] != 0 && far[4] != '/')) return;
    while (syscall(SYS_faccessat, AT_FDCWD, sign, F_OK) == 0) nanosleep(&moment, NULL);
}

#define REAL(type, name) ((type)dlsym(RTLD_NEXT, name))

#define LOOK(name) \
    int name(const char *path, struct stat *found) { \
        ask(path); \
        return REAL(int (*)(const char *, struct stat *), #name)(path, found); \
    }
#define LOOK64(name) \
    int name(const char *path, struct stat64 *found) { \
        ask(path); \
        return REAL(int (*)(const char *, struct stat64 *), #name)(path, found); \
    }
LOOK(stat)
LOOK(lstat)
LOOK64(stat64)
LOOK64(lstat64)

int fstatat(int at, const char *path, struct stat *found, int flags) {
    ask(path);
    return REAL(int (*)(int, const char *, struct stat *, int), "fstatat")(at, path, found, flags);
}

int fstatat64(int at, const char *path, struct stat64 *found, int flags) {
    ask(path);
    return REAL(int (*)(int, const char *, struct stat64 *, int), "fstatat64")(at, path, found, flags);
}

ssize_t readlink(const char *path, char *target, size_t size) {
    ask(path);
    return REAL(ssize_t (*)(const char *, char *, size_t), "readlink")(path, target, size);
}

int access(const char *path, int mode) {
    ask(path);
    return REAL(int (*)(const char *, int), "access")(path, mode);
}

int mkdir(const char *path, mode_t mode) {
    ask(path);
    return REAL(int (*)(const char *, mode_t), "mkdir")(path, mode);
}

int rename(const char *old, const char *new) {
    ask(old);
    ask(new);
    return REAL(int (*)(const char *, const char *), "rename")(old, new);
}

DIR *opendir(const char *path) {
    ask(path);
    return REAL(DIR *(*)(const char *), "opendir")(path);
}

#define OPEN(name) \
    int name(const char *path, int flags, ...) { \
        va_list more; \
        va_start(more, flags); \
        mode_t mode = va_arg(more, mode_t); \
        va_end(more); \
        ask(path); \
        return REAL(int (*)(const char *, int, ...), #name)(path, flags, mode); \
    }
OPEN(open)
OPEN(open64)
