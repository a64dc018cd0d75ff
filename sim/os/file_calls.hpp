// The system calls on paths, for one process on its node's disk: what the doors' symbols dispatch to.
//
// All return a result >= 0 or -errno, and begin with Process::enter_call. A relative path starts at the
// directory of `at`, which is a descriptor number or AT_FDCWD. Making (operation open), truncating, moving
// and removing (unlink) are effects, of directories too; the role in their key is that of the path given, of
// a rename that of the new name.
//
// Ignores: symbolic and hard links (EPERM to make one), owners and access checks (the node is root),
// O_TMPFILE (EOPNOTSUPP).
#pragma once

#include <sys/stat.h>
#include <time.h>

#include <string>

#include "sim/os/open_file.hpp"

namespace onefold::sim::file_calls {

// A new descriptor number. /dev/null, /dev/zero, /dev/random and /dev/urandom exist; random bytes are the
// node's.
int open(Process& process, int at, const char* path, int flags, mode_t mode);

int status(Process& process, int at, const char* path, struct stat& out);
// fstat and the like with AT_EMPTY_PATH.
int status(Process& process, int number, struct stat& out);

int make_directory(Process& process, int at, const char* path, mode_t mode);
// unlink, or rmdir if `directory`.
int remove(Process& process, int at, const char* path, bool directory);
int rename(Process& process, int from_at, const char* from, int to_at, const char* to, bool no_replace);
int truncate(Process& process, const char* path, off_t size);
int set_mode(Process& process, int at, const char* path, mode_t mode);
// `modified_ns` since the epoch.
int set_modified(Process& process, int at, const char* path, std::int64_t modified_ns);
int access(Process& process, int at, const char* path, int mode);

int change_directory(Process& process, const char* path);
int change_directory(Process& process, int number);
int working_directory(Process& process, std::string& out);
int real_path(Process& process, const char* path, std::string& out);
void sync_all(Process& process);

// The open file of that number; null: not a number of an open file or directory. Counts as a call.
OpenFile* find(Process& process, int number);
// The same, devices included.
StreamableFile* find_streamable(Process& process, int number);

}  // namespace onefold::sim::file_calls
