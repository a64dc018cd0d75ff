// The calls of POSIX on files: the same on the virtual disk as on the real one.
#include "tests/sim/door/file_parity.hpp"

#include <dirent.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/uio.h>

namespace onefold::sim::test {
namespace {

void open_and_close(Seen& seen) {
  seen.call("open what is not there", open("f", O_RDONLY));
  const int first = open("f", O_WRONLY | O_CREAT | O_EXCL, 0640);
  seen.call("make it", first >= 0);
  seen.call("make it again", open("f", O_WRONLY | O_CREAT | O_EXCL, 0640));
  seen.call("read what is open for writing", read(first, nullptr, 0));
  seen.call("close", close(first));
  seen.call("close again", close(first));
  seen.call("write after", write(first, "x", 1));
  seen.call("sync after", fsync(first));
  seen.call("truncate after", ftruncate(first, 0));
  seen.call("as directory", open("f", O_RDONLY | O_DIRECTORY));
  seen.call("below a file", open("f/g", O_RDONLY));
  seen.call("with a slash", open("f/", O_RDONLY));
  seen.call("make with a slash", open("g/", O_WRONLY | O_CREAT, 0644));
  seen.call("write a directory", open(".", O_WRONLY));
  seen.call("empty", open("", O_RDONLY));
  seen.call("below nothing", open("a/b", O_WRONLY | O_CREAT, 0644));
  seen.call("too long", open(std::string(300, 'n').c_str(), O_RDONLY));
  struct stat found = {};
  seen.call("stat", stat("f", &found));
  seen.call("mode", static_cast<long>(found.st_mode));
  const int reader = open("f", O_RDONLY);
  seen.call("write what is open for reading", write(reader, "x", 1));
  seen.call("truncate what is open for reading", ftruncate(reader, 0));
  seen.call("flags", fcntl(reader, F_GETFL) & (O_ACCMODE | O_APPEND));
  close(reader);
}

void read_and_write(Seen& seen) {
  const int file = open("f", O_RDWR | O_CREAT, 0644);
  seen.call("write", write(file, "hello world", 11));
  seen.call("seek", lseek(file, 6, SEEK_SET));
  char bytes[32] = {};
  seen.call("read", read(file, bytes, sizeof bytes));
  seen.text("read", bytes);
  seen.call("read at end", read(file, bytes, sizeof bytes));
  seen.call("pread", pread(file, bytes, 4, 1));
  seen.text("pread", std::string(bytes, 4));
  seen.call("pread beyond", pread(file, bytes, 4, 100));
  seen.call("pread before", pread(file, bytes, 4, -1));
  seen.call("pwrite", pwrite(file, "W", 1, 6));
  seen.call("pwrite before", pwrite(file, "W", 1, -1));
  seen.call("offset", lseek(file, 0, SEEK_CUR));
  seen.call("before the start", lseek(file, -1, SEEK_SET));
  seen.call("unknown whence", lseek(file, 0, 99));
  seen.call("beyond the end", lseek(file, 3, SEEK_END));
  char ab[] = "ab", cde[] = "cde";
  iovec parts[2] = {{ab, 2}, {cde, 3}};
  seen.call("writev", writev(file, parts, 2));
  seen.text("all", slurp("f"));
  seen.call("pwritev", pwritev(file, parts, 2, 1));
  char left[3] = {}, right[4] = {};
  iovec into[2] = {{left, 2}, {right, 3}};
  seen.call("preadv", preadv(file, into, 2, 0));
  seen.text("preadv", std::string(left) + "|" + right);
  seen.call("truncate", ftruncate(file, 3));
  seen.call("truncate below zero", ftruncate(file, -1));
  seen.call("extend", ftruncate(file, 5));
  seen.text("all", slurp("f"));
  seen.call("fallocate", posix_fallocate(file, 4, 4));
  seen.call("size", lseek(file, 0, SEEK_END));
  int waiting = -1;
  lseek(file, 2, SEEK_SET);
  seen.call("FIONREAD", ioctl(file, FIONREAD, &waiting));
  seen.call("left", waiting);
  seen.call("fsync", fsync(file));
  seen.call("fdatasync", fdatasync(file));
  const int copy = dup(file);
  lseek(copy, 1, SEEK_SET);
  seen.call("shared offset", lseek(file, 0, SEEK_CUR));
  close(file);
  seen.call("the copy lives", lseek(copy, 0, SEEK_CUR));
  close(copy);
}

void append(Seen& seen) {
  spill("f", "one");
  const int first = open("f", O_WRONLY | O_APPEND);
  const int second = open("f", O_WRONLY | O_APPEND);
  seen.call("first", write(first, "two", 3));
  seen.call("second", write(second, "three", 5));
  seen.call("first again", write(first, "four", 4));
  seen.call("at an offset", pwrite(first, "five", 4, 0));
  seen.call("offset of first", lseek(first, 0, SEEK_CUR));
  seen.call("offset of second", lseek(second, 0, SEEK_CUR));
  seen.text("all", slurp("f"));
  close(first);
  close(second);
  spill("f", "six");
  seen.text("cut at opening", slurp("f"));
}

void names(Seen& seen) {
  spill("a", "a");
  spill("b", "b");
  const int a = open("a", O_RDONLY);
  const int b = open("b", O_RDONLY);
  seen.call("rename", rename("a", "b"));
  seen.call("old name", access("a", F_OK));
  seen.text("new name", slurp("b"));
  char byte = 0;
  seen.call("what was replaced", read(b, &byte, 1));
  seen.text("what was replaced", std::string(1, byte));
  seen.call("unlink", unlink("b"));
  seen.call("unlink again", unlink("b"));
  seen.call("read what is unlinked", read(a, &byte, 1));
  struct stat found = {};
  seen.call("stat what is unlinked", fstat(a, &found));
  seen.call("links", static_cast<long>(found.st_nlink));
  close(a);
  close(b);
  seen.call("rename nothing", rename("x", "y"));
  seen.call("mkdir", mkdir("d", 0755));
  seen.call("mkdir again", mkdir("d", 0755));
  seen.call("mkdir below nothing", mkdir("x/y", 0755));
  spill("d/f", "f");
  seen.call("rmdir a full one", rmdir("d"));
  seen.call("rmdir a file", rmdir("d/f"));
  seen.call("unlink a directory", unlink("d"));
  seen.call("rename into itself", rename("d", "d/e"));
  seen.call("rename over a file", rename("d", "d/f"));
  seen.call("file over directory", rename("d/f", "d"));
  seen.call("remove", remove("d/f"));
  seen.call("remove", remove("d"));
  seen.call("executable", access(".", X_OK));
  spill("plain", "");
  seen.call("not executable", access("plain", X_OK));
  seen.call("chmod", chmod("plain", 0700));
  seen.call("executable", access("plain", X_OK));
  seen.call("mask", umask(077));
  mkdir("hidden", 0777);
  umask(022);
  stat("hidden", &found);
  seen.call("mode", static_cast<long>(found.st_mode));
  spill("n1", "1");
  spill("n2", "2");
  seen.call("no replace", renameat2(AT_FDCWD, "n1", AT_FDCWD, "n2", RENAME_NOREPLACE));
  char link[8];
  seen.call("readlink", readlink("n1", link, sizeof link));
}

void below_a_directory(Seen& seen) {
  mkdir("d", 0755);
  const int directory = open("d", O_RDONLY | O_DIRECTORY);
  const int file = openat(directory, "f", O_WRONLY | O_CREAT, 0644);
  seen.call("write", write(file, "x", 1));
  close(file);
  seen.text("read", slurp("d/f"));
  struct stat found = {};
  seen.call("fstatat", fstatat(directory, "f", &found, 0));
  seen.call("size", found.st_size);
  seen.call("itself", fstatat(directory, "", &found, AT_EMPTY_PATH));
  seen.call("mode", static_cast<long>(found.st_mode));
  seen.call("mkdirat", mkdirat(directory, "sub", 0700));
  seen.call("renameat", renameat(directory, "f", directory, "sub/f"));
  seen.call("faccessat", faccessat(directory, "sub/f", R_OK, 0));
  seen.call("unlinkat", unlinkat(directory, "sub/f", 0));
  seen.call("unlinkat", unlinkat(directory, "sub", AT_REMOVEDIR));
  seen.call("sync a directory", fsync(directory));
  char byte = 0;
  seen.call("read a directory", read(directory, &byte, 1));
  seen.call("fchdir", fchdir(directory));
  spill("here", "h");
  seen.call("chdir", chdir(".."));
  seen.text("read", slurp("d/here"));
  seen.call("chdir to a file", chdir("d/here"));
  close(directory);
  seen.call("below a closed one", openat(directory, "f", O_RDONLY));
  struct statx more = {};
  seen.call("statx", statx(AT_FDCWD, "d/here", 0, STATX_BASIC_STATS, &more));
  seen.call("size", static_cast<long>(more.stx_size));
}

void listings(Seen& seen) {
  mkdir("d", 0755);
  spill("d/b", "");
  spill("d/a", "");
  mkdir("d/c", 0755);
  DIR* listing = opendir("d");
  std::vector<std::string> names;
  const auto collect = [&] {
    names.clear();
    for (const dirent* entry = readdir(listing); entry != nullptr; entry = readdir(listing)) {
      names.push_back(std::string(entry->d_name) + (entry->d_type == DT_DIR ? "/" : ""));
    }
    std::sort(names.begin(), names.end());
    for (const std::string& name : names) seen.text("entry", name);
  };
  collect();
  unlink("d/b");
  rewinddir(listing);
  collect();
  struct stat found = {};
  seen.call("dirfd", fstat(dirfd(listing), &found));
  seen.call("links", static_cast<long>(found.st_nlink));
  seen.call("closedir", closedir(listing));
  seen.call("opendir of a file", opendir("d/a") == nullptr ? -1 : 0);
  seen.call("opendir of nothing", opendir("x") == nullptr ? -1 : 0);
  const int file = open("d/a", O_RDONLY);
  seen.call("fdopendir of a file", fdopendir(file) == nullptr ? -1 : 0);
  close(file);
}

void locks(Seen& seen) {
  const int first = open("f", O_RDWR | O_CREAT, 0644);
  const int second = open("f", O_RDWR);
  seen.call("flock", flock(first, LOCK_EX | LOCK_NB));
  seen.call("flock a locked one", flock(second, LOCK_SH | LOCK_NB));
  seen.call("unlock", flock(first, LOCK_UN));
  seen.call("flock", flock(second, LOCK_EX | LOCK_NB));
  close(second);
  seen.call("flock after a close", flock(first, LOCK_EX | LOCK_NB));
  const int third = open("f", O_RDWR);
  struct flock range = {};
  range.l_type = F_WRLCK;
  range.l_start = 10;
  range.l_len = 10;
  seen.call("own range", fcntl(first, F_OFD_SETLK, &range));
  range.l_start = 19;
  seen.call("rival range", fcntl(third, F_OFD_SETLK, &range));
  range.l_start = 20;
  seen.call("next range", fcntl(third, F_OFD_SETLK, &range));
  range.l_start = 0;
  range.l_len = 0;
  seen.call("who holds it", fcntl(first, F_OFD_GETLK, &range));
  seen.call("type", range.l_type);
  seen.call("start", range.l_start);
  seen.call("length", range.l_len);
  struct flock record = {};
  record.l_type = F_WRLCK;
  record.l_start = 100;
  record.l_len = 1;
  seen.call("record", fcntl(first, F_SETLK, &record));
  seen.call("record of the same process", fcntl(third, F_SETLK, &record));
  close(first);
  close(third);
}

void directory_locks(Seen& seen) {
  seen.call("mkdir", mkdir("d", 0700));
  const int first = open("d", O_RDONLY | O_DIRECTORY);
  const int second = open("d", O_RDONLY | O_DIRECTORY);
  seen.call("flock", flock(first, LOCK_EX | LOCK_NB));
  seen.call("flock a locked one", flock(second, LOCK_EX | LOCK_NB));
  seen.call("a file in it opens", close(open("d/f", O_RDWR | O_CREAT, 0644)));
  close(first);
  seen.call("flock after a close", flock(second, LOCK_EX | LOCK_NB));
  seen.call("unlock", flock(second, LOCK_UN));
  close(second);
}

TEST(FileParity, DirectoryLocks) {
  expect_parity(directory_locks);
}
TEST(FileParity, OpenAndClose) {
  expect_parity(open_and_close);
}
TEST(FileParity, ReadAndWrite) {
  expect_parity(read_and_write);
}
TEST(FileParity, Append) {
  expect_parity(append);
}
TEST(FileParity, Names) {
  expect_parity(names);
}
TEST(FileParity, BelowADirectory) {
  expect_parity(below_a_directory);
}
TEST(FileParity, Listings) {
  expect_parity(listings);
}
TEST(FileParity, Locks) {
  expect_parity(locks);
}

}  // namespace
}  // namespace onefold::sim::test
