/*
 * A disk that fills and whose flushes fail, for a process that is started with LD_PRELOAD: it stands between libc and
 * whoever writes below FAILING_DISK_UNDER, which reaches SQLite's own calls and libuv's.
 *
 *   FAILING_DISK_SEED   which calls fail
 *   FAILING_DISK_FLUSH  of 1000 flushes so many fail with EIO; what they should have flushed is lost, as Linux has it:
 *                       its pages count as clean afterwards
 *   FAILING_DISK_WRITE  of 1000 slices of 20 ms so many have no room: writes end early or with ENOSPC
 *   FAILING_DISK_SLOW   how long each flush takes, in milliseconds
 *   FAILING_DISK_SLOW_ONCE  a file: only once it is there
 *   FAILING_DISK_LEFT   a folder that has what a power cut would leave: bytes once they were flushed, names once
 *                       their folder was
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

typedef struct { off_t from, to; } Range;
typedef struct File { char *path; Range *ranges; size_t count, room; int wasSynced; unsigned failures; struct File *next; } File;
typedef struct Naming { char *from, *to; int kind; struct Naming *next; } Naming;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
/* Which failures of which file a descriptor has told of: Linux tells each descriptor of each once (errseq). */
typedef struct { File *file; unsigned failures; } Told;
static Told told[4096];
static File *files;
static Naming *namings, **lastNaming = &namings;
static const char *under, *left, *slowOnce;
static size_t underLength;
static uint64_t state, seed;
static unsigned flushRate, writeRate, slowMs;

#define REAL(type, name, ...) \
  static type (*real)(__VA_ARGS__); \
  if (!real) real = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name);

static unsigned number(const char *name) {
  const char *text = getenv(name);
  return text ? (unsigned)atoi(text) : 0;
}

__attribute__((constructor)) static void begin(void) {
  under = getenv("FAILING_DISK_UNDER");
  left = getenv("FAILING_DISK_LEFT");
  underLength = under ? strlen(under) : 0;
  seed = state = 0x9e3779b97f4a7c15u * (number("FAILING_DISK_SEED") + 1);
  flushRate = number("FAILING_DISK_FLUSH");
  slowMs = number("FAILING_DISK_SLOW");
  slowOnce = getenv("FAILING_DISK_SLOW_ONCE");
  writeRate = number("FAILING_DISK_WRITE");
}

static uint64_t mixed(uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

static unsigned chance(unsigned of) {
  pthread_mutex_lock(&lock);
  uint64_t drawn = mixed(state += 0x9e3779b97f4a7c15u);
  pthread_mutex_unlock(&lock);
  return (unsigned)(drawn % of);
}

static int isFull(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  uint64_t slice = (uint64_t)now.tv_sec * 50 + (uint64_t)now.tv_nsec / 20000000;
  return mixed(slice ^ seed) % 1000 < writeRate;
}

static int isUnder(const char *path) {
  return under && strncmp(path, under, underLength) == 0 &&
         (path[underLength] == '/' || path[underLength] == '\0');
}

/* The name of an open file below the folder; NULL: it is none of ours. SQLite's index is shared memory and no data. */
static const char *nameOf(int fd, char *into) {
  char link[64];
  if (!under) return NULL;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, into, PATH_MAX - 1);
  if (length <= 0) return NULL;
  into[length] = '\0';
  if (!isUnder(into)) return NULL;
  return length > 4 && strcmp(into + length - 4, "-shm") == 0 ? NULL : into;
}

static void leftName(const char *path, char *into) {
  snprintf(into, PATH_MAX, "%s%s", left, path + underLength);
}

static void makeParents(char *path) {
  for (char *at = path + 1; *at; at++)
    if (*at == '/') {
      *at = '\0';
      mkdir(path, 0755);
      *at = '/';
    }
}

static File *fileOf(const char *path) {
  for (File *file = files; file; file = file->next)
    if (strcmp(file->path, path) == 0) return file;
  File *file = calloc(1, sizeof *file);
  file->path = strdup(path);
  file->next = files;
  return files = file;
}

static void written(int fd, off_t from, ssize_t length) {
  char path[PATH_MAX];
  int before = errno;
  if (length > 0 && nameOf(fd, path)) {
    pthread_mutex_lock(&lock);
    File *file = fileOf(path);
    if (file->count == file->room) {
      file->room = file->room * 2 + 64;
      file->ranges = realloc(file->ranges, file->room * sizeof(Range));
    }
    file->ranges[file->count++] = (Range){from, from + length};
    pthread_mutex_unlock(&lock);
  }
  errno = before;
}

/* Bytes of the file as it is: by its own descriptor, since closing another one would end SQLite's locks. */
static void copyRange(int from, int to, off_t at, off_t end) {
  char bytes[65536];
  while (at < end) {
    size_t wanted = (size_t)(end - at) < sizeof bytes ? (size_t)(end - at) : sizeof bytes;
    ssize_t got = pread(from, bytes, wanted, at);
    if (got <= 0) return;
    REAL(ssize_t, "pwrite64", int, const void *, size_t, off_t)
    if (real(to, bytes, (size_t)got, at) != got) abort();
    at += got;
  }
}

/* A flush that worked: what it covers is there after a power cut. The first one covers earlier processes' writes too. */
static void flushed(int fd, const char *path) {
  char copy[PATH_MAX];
  struct stat about;
  if (!left || fstat(fd, &about) != 0 || !S_ISREG(about.st_mode)) return;
  leftName(path, copy);
  makeParents(copy);
  int to = open(copy, O_WRONLY | O_CREAT, 0640);
  if (to < 0) return;
  int isReadable = (fcntl(fd, F_GETFL) & O_ACCMODE) != O_WRONLY;
  int from = isReadable ? fd : open(path, O_RDONLY);
  File *file = fileOf(path);
  if (file->wasSynced)
    for (size_t i = 0; i < file->count; i++) copyRange(from, to, file->ranges[i].from, file->ranges[i].to);
  else copyRange(from, to, 0, about.st_size);
  file->wasSynced = 1;
  file->count = 0;
  if (ftruncate(to, about.st_size) != 0) abort();
  if (!isReadable && from >= 0) close(from);
  close(to);
}

static int isIn(const char *path, const char *folder) {
  size_t length = strlen(folder);
  return strncmp(path, folder, length) == 0 && path[length] == '/' && !strchr(path + length + 1, '/');
}

/* A folder that was flushed: the names in it are as they are. */
static void folderFlushed(const char *folder) {
  char from[PATH_MAX], to[PATH_MAX];
  for (Naming **at = &namings; *at;) {
    Naming *one = *at;
    if (!isIn(one->to, folder)) {
      at = &one->next;
      continue;
    }
    leftName(one->to, to);
    makeParents(to);
    if (one->kind != 'u') leftName(one->from, from);
    REAL(int, "rename", const char *, const char *)
    if (one->kind == 'r') real(from, to);
    if (one->kind == 'l') {
      static int (*linked)(const char *, const char *);
      if (!linked) linked = (int (*)(const char *, const char *))dlsym(RTLD_NEXT, "link");
      linked(from, to);
    }
    if (one->kind == 'u') {
      static int (*unlinked)(const char *);
      if (!unlinked) unlinked = (int (*)(const char *))dlsym(RTLD_NEXT, "unlink");
      unlinked(to);
    }
    *at = one->next;
    if (lastNaming == &one->next) lastNaming = at;
    free(one->from);
    free(one->to);
    free(one);
  }
}

static void named(int kind, const char *from, const char *to) {
  if (!left || !isUnder(to)) return;
  pthread_mutex_lock(&lock);
  Naming *one = calloc(1, sizeof *one);
  one->kind = kind;
  one->from = strdup(from);
  one->to = strdup(to);
  *lastNaming = one;
  lastNaming = &one->next;
  for (File *file = files; file; file = file->next)
    if (kind != 'l' && strcmp(file->path, kind == 'u' ? to : from) == 0) file->path[0] = '\0';
  pthread_mutex_unlock(&lock);
}

static int flush(int fd, int (*real)(int)) {
  char path[PATH_MAX];
  if (!nameOf(fd, path)) return real(fd);
  int fails = chance(1000) < flushRate;
  if (slowMs && (!slowOnce || access(slowOnce, F_OK) == 0)) usleep(slowMs * 1000);
  pthread_mutex_lock(&lock);
  File *file = fileOf(path);
  if (fails) {
    file->failures++;
    file->count = 0;
    file->wasSynced = 1;
  }
  Told *ours = &told[fd % 4096];
  if (ours->file != file) *ours = (Told){file, 0};
  int isNews = ours->failures < file->failures;
  ours->failures = file->failures;
  int result = isNews ? -1 : real(fd);
  struct stat about;
  if (result == 0 && fstat(fd, &about) == 0) {
    if (S_ISDIR(about.st_mode)) folderFlushed(path);
    else flushed(fd, path);
  }
  pthread_mutex_unlock(&lock);
  if (isNews) errno = EIO;
  return result;
}

int fsync(int fd) {
  REAL(int, "fsync", int)
  return flush(fd, real);
}

int fdatasync(int fd) {
  REAL(int, "fdatasync", int)
  return flush(fd, real);
}

/* How much of a write there is room for; -1: for none of it. */
static ssize_t room(int fd, size_t wanted) {
  char path[PATH_MAX];
  if (wanted == 0 || !nameOf(fd, path) || !isFull()) return (ssize_t)wanted;
  if (wanted > 1 && chance(3) == 0) return (ssize_t)(1 + chance((unsigned)wanted - 1));
  errno = ENOSPC;
  return -1;
}

ssize_t write(int fd, const void *bytes, size_t length) {
  REAL(ssize_t, "write", int, const void *, size_t)
  ssize_t fits = room(fd, length);
  if (fits < 0) return -1;
  ssize_t result = real(fd, bytes, (size_t)fits);
  if (result > 0) written(fd, lseek(fd, 0, SEEK_CUR) - result, result);
  return result;
}

ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t at) {
  REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t)
  ssize_t fits = room(fd, length);
  if (fits < 0) return -1;
  ssize_t result = real(fd, bytes, (size_t)fits, at);
  written(fd, at, result);
  return result;
}

ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) {
  return pwrite64(fd, bytes, length, at);
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
  REAL(ssize_t, "writev", int, const struct iovec *, int)
  if (room(fd, 1) < 0) return -1;
  ssize_t result = real(fd, parts, count);
  if (result > 0) written(fd, lseek(fd, 0, SEEK_CUR) - result, result);
  return result;
}

int rename(const char *from, const char *to) {
  REAL(int, "rename", const char *, const char *)
  int result = real(from, to);
  if (result == 0) named('r', from, to);
  return result;
}

int link(const char *from, const char *to) {
  REAL(int, "link", const char *, const char *)
  int result = real(from, to);
  if (result == 0) named('l', from, to);
  return result;
}

int unlink(const char *path) {
  REAL(int, "unlink", const char *)
  int result = real(path);
  if (result == 0) named('u', "", path);
  return result;
}
