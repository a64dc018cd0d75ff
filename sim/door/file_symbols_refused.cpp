// libc symbols that reach files in ways that are not simulated: inside a node they abort with a way out, for
// a silent call to the real file system would be worse.
#include <dirent.h>
#include <ftw.h>
#include <glob.h>
#include <stdio.h>
#include <sys/inotify.h>
#include <sys/stat.h>

#include "sim/door/file_door.hpp"

using namespace onefold::sim;

namespace {

using Choose = int (*)(const dirent*);
using Compare = int (*)(const dirent**, const dirent**);
using GlobError = int (*)(const char*, int);

void refuse_in_node(const char* call, const char* way_out) {
  if (current_process != nullptr) file_door::refuse(call, way_out);
}

constexpr const char* use_readdir = "use opendir and readdir, or std::filesystem";

}  // namespace

extern "C" {

FILE* tmpfile() {
  refuse_in_node("tmpfile", "use mkstemp and fdopen");
  return ONEFOLD_REAL(tmpfile)();
}
FILE* tmpfile64() {
  return tmpfile();
}

int scandir(const char* path, dirent*** names, Choose choose, Compare compare) {
  refuse_in_node("scandir", use_readdir);
  return ONEFOLD_REAL(scandir)(path, names, choose, compare);
}

int ftw(const char* path, __ftw_func_t visit, int depth) {
  refuse_in_node("ftw", use_readdir);
  return ONEFOLD_REAL(ftw)(path, visit, depth);
}

int nftw(const char* path, __nftw_func_t visit, int depth, int flags) {
  refuse_in_node("nftw", use_readdir);
  return ONEFOLD_REAL(nftw)(path, visit, depth, flags);
}

int glob(const char* pattern, int flags, GlobError on_error, glob_t* out) noexcept {
  refuse_in_node("glob", use_readdir);
  return ONEFOLD_REAL(glob)(pattern, flags, on_error, out);
}

int mkfifo(const char* path, mode_t mode) noexcept {
  refuse_in_node("mkfifo", "use a socket");
  return ONEFOLD_REAL(mkfifo)(path, mode);
}

int mknod(const char* path, mode_t mode, dev_t device) noexcept {
  refuse_in_node("mknod", "use open with O_CREAT");
  return ONEFOLD_REAL(mknod)(path, mode, device);
}

int inotify_init1(int flags) noexcept {
  refuse_in_node("inotify_init1", "look at the file on a timer");
  return ONEFOLD_REAL(inotify_init1)(flags);
}
int inotify_init() noexcept {
  return inotify_init1(0);
}

}  // extern "C"
