// The same code on the virtual disk of a node and on the real one, in a temporary directory: it must see the
// same.
#include <dirent.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "tests/sim/door/file_world.hpp"

namespace onefold::sim::test {
namespace {

namespace fs = std::filesystem;

// What a body saw, in order; results of calls carry errno when they failed.
class Seen {
 public:
  void call(const std::string& what, long result) {
    lines.push_back(what + " = " + std::to_string(result) +
                    (result < 0 ? std::string(" ") + strerror(errno) : ""));
  }
  void text(const std::string& what, const std::string& value) { lines.push_back(what + ": " + value); }

  std::vector<std::string> lines;
};

using Body = void (*)(Seen&);

// Each body runs with an empty directory as its working directory.
void expect_parity(Body body) {
  Seen on_virtual;
  FileWorld world([&](std::uint32_t) { body(on_virtual); });
  world.run();

  Seen on_real;
  const fs::path before = fs::current_path();
  std::string name = (fs::temp_directory_path() / "onefold-parity-XXXXXX").string();
  ASSERT_NE(mkdtemp(name.data()), nullptr);
  fs::current_path(name);
  body(on_real);
  fs::current_path(before);
  fs::remove_all(name);

  EXPECT_GT(on_real.lines.size(), 5u);
  EXPECT_EQ(on_virtual.lines, on_real.lines);
}

std::string slurp(const char* path) {
  const int file = open(path, O_RDONLY);
  if (file < 0) return std::string("no file: ") + strerror(errno);
  std::string bytes(1000, '?');
  bytes.resize(static_cast<std::size_t>(std::max<ssize_t>(0, read(file, bytes.data(), bytes.size()))));
  close(file);
  return bytes;
}

void spill(const char* path, const std::string& bytes) {
  const int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
  if (write(file, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size())) abort();
  close(file);
}

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
  iovec parts[2] = {{const_cast<char*>("ab"), 2}, {const_cast<char*>("cde"), 3}};
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

void stdio(Seen& seen) {
  seen.call("read nothing", fopen("f", "r") == nullptr ? -1 : 0);
  FILE* file = fopen("f", "w");
  seen.call("fprintf", fprintf(file, "line %d\nline %d\n", 1, 2));
  seen.call("not yet there", static_cast<long>(slurp("f").size()));
  seen.call("fflush", fflush(file));
  seen.text("there", slurp("f"));
  seen.call("fputs", fputs("more", file) >= 0);
  seen.call("fsync", fsync(fileno(file)));
  seen.call("ftell", ftell(file));
  seen.call("fclose", fclose(file));
  seen.text("all", slurp("f"));

  file = fopen("f", "r+");
  char line[64] = {};
  seen.text("fgets", fgets(line, sizeof line, file));
  seen.call("ftell", ftell(file));
  seen.call("ungetc", ungetc('!', file));
  seen.call("getc", getc(file));
  seen.call("fseek", fseek(file, -4, SEEK_END));
  seen.text("fgets", fgets(line, sizeof line, file));
  seen.call("feof", feof(file) != 0);
  seen.call("fgets at the end", fgets(line, sizeof line, file) == nullptr ? 1 : 0);
  seen.call("fseek", fseek(file, 0, SEEK_SET));
  seen.call("fwrite", static_cast<long>(fwrite("LINE", 1, 4, file)));
  seen.call("fseek before the start", fseek(file, -100, SEEK_CUR));
  fclose(file);
  seen.text("all", slurp("f"));

  file = fopen("f", "a");
  seen.call("ftell", ftell(file));
  fputs("appended", file);
  seen.call("ftell", ftell(file));
  fclose(file);
  file = fopen("f", "a+");
  seen.text("fgets", fgets(line, sizeof line, file));
  fputs("twice", file);
  fclose(file);
  seen.text("all", slurp("f"));
  seen.call("exclusive", fopen("f", "wx") == nullptr ? -1 : 0);
  seen.call("unknown mode", fopen("f", "q") == nullptr ? -1 : 0);

  const int number = open("f", O_RDONLY);
  seen.call("fdopen for writing", fdopen(number, "w") == nullptr ? -1 : 0);
  file = fdopen(number, "r");
  seen.call("fileno", fileno(file) == number);
  seen.call("fscanf", fscanf(file, "%60s", line));
  seen.text("word", line);
  seen.call("write what is open for reading", fputs("x", file));
  fclose(file);
  seen.call("closed with it", fcntl(number, F_GETFL));

  file = fopen("big", "w");
  for (int i = 0; i < 5000; ++i) fprintf(file, "%05d\n", i);
  fclose(file);
  file = fopen("big", "r");
  seen.call("seek far", fseek(file, 6 * 4321, SEEK_SET));
  seen.text("far", fgets(line, sizeof line, file));
  fclose(file);
}

void streams(Seen& seen) {
  {
    std::ofstream out("f");
    seen.call("open", out.is_open());
    out << "first " << 1 << "\nsecond\n";
    seen.call("buffered", static_cast<long>(slurp("f").size()));
    out.flush();
    seen.text("flushed", slurp("f"));
    out << "third";
    seen.call("tellp", out.tellp());
  }
  seen.text("closed", slurp("f"));
  {
    std::ofstream out("f", std::ios::app);
    out << " and more";
  }
  std::ifstream in("f");
  std::string line;
  while (std::getline(in, line)) seen.text("line", line);
  seen.call("eof", in.eof());
  in.clear();
  in.seekg(-4, std::ios::end);
  seen.call("tellg", in.tellg());
  std::getline(in, line);
  seen.text("tail", line);
  seen.call("missing", std::ifstream("missing").is_open());
  {
    std::fstream both("f", std::ios::in | std::ios::out | std::ios::binary);
    both.seekp(6);
    both << "X";
    both.seekg(0);
    std::getline(both, line);
    seen.text("both", line);
  }
  std::ofstream big("big", std::ios::binary);
  big << std::string(100'000, 'b');
  big.close();
  struct stat found = {};
  stat("big", &found);
  seen.call("size", found.st_size);
  std::ifstream all("big", std::ios::binary);
  const std::string content((std::istreambuf_iterator<char>(all)), std::istreambuf_iterator<char>());
  seen.call("read", static_cast<long>(content.size()));
  seen.call("below nothing", std::ofstream("x/y").is_open());
}

void filesystem(Seen& seen) {
  std::error_code error;
  seen.call("create", fs::create_directories("a/b/c"));
  seen.call("create again", fs::create_directories("a/b/c"));
  std::ofstream("a/one") << "1";
  std::ofstream("a/b/two") << "22";
  seen.call("exists", fs::exists("a/b/two"));
  seen.call("exists", fs::exists("a/b/three"));
  seen.call("directory", fs::is_directory("a/b"));
  seen.call("regular", fs::is_regular_file("a/one"));
  seen.call("size", static_cast<long>(fs::file_size("a/b/two")));
  seen.call("size of nothing", static_cast<long>(fs::file_size("a/none", error)));
  seen.text("error", error.message());
  fs::resize_file("a/b/two", 5);
  seen.call("size", static_cast<long>(fs::file_size("a/b/two")));
  std::vector<std::string> found;
  for (const auto& entry : fs::recursive_directory_iterator("a")) found.push_back(entry.path().string());
  std::sort(found.begin(), found.end());
  for (const std::string& path : found) seen.text("found", path);
  fs::rename("a/one", "a/b/moved");
  seen.text("moved", slurp("a/b/moved"));
  seen.call("copy", fs::copy_file("a/b/moved", "copied"));
  seen.text("copied", slurp("copied"));
  seen.call("copy again", fs::copy_file("a/b/moved", "copied", fs::copy_options::skip_existing));
  fs::copy("a", "tree", fs::copy_options::recursive);
  seen.text("tree", slurp("tree/b/moved"));
  seen.call("same", fs::equivalent("copied", "./copied"));
  seen.call("not same", fs::equivalent("copied", "a/b/moved"));
  seen.call("remove", fs::remove("copied"));
  seen.call("remove again", fs::remove("copied"));
  fs::remove("a", error);
  seen.text("remove a full one", error.message());
  seen.call("empty", fs::is_empty("a/b/c"));
  seen.call("remove all", static_cast<long>(fs::remove_all("a")));
  seen.call("gone", fs::exists("a"));
  std::ofstream("stamped") << "x";
  fs::last_write_time("stamped", fs::file_time_type(std::chrono::seconds(1'000)));
  seen.call("time", std::chrono::duration_cast<std::chrono::seconds>(
                        fs::last_write_time("stamped").time_since_epoch())
                        .count());
  fs::permissions("stamped", fs::perms::owner_read);
  seen.call("permissions", static_cast<long>(fs::status("stamped").permissions()));
  seen.text("canonical", fs::canonical("tree/../stamped").filename().string());
  const fs::path here = fs::current_path();
  fs::current_path("tree/b");
  seen.text("relative", fs::relative(fs::current_path(), here).string());
  fs::current_path(here);
  fs::directory_iterator("nowhere", error);
  seen.text("list nothing", error.message());
}

void temporary_and_mapped(Seen& seen) {
  char name[] = "temp-XXXXXX";
  const int file = mkstemp(name);
  seen.call("mkstemp", file >= 0);
  seen.call("named", access(name, F_OK));
  seen.call("changed", strcmp(name, "temp-XXXXXX") != 0);
  char bad[] = "temp";
  seen.call("no place for a name", mkstemp(bad));
  seen.call("write", write(file, "mapped bytes", 12));
  void* map = mmap(nullptr, 4096, PROT_READ, MAP_PRIVATE, file, 0);
  seen.call("mmap", map != MAP_FAILED);
  seen.text("mmap", std::string(static_cast<const char*>(map), 14));
  seen.call("munmap", munmap(map, 4096));
  map = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, file, 0);
  static_cast<char*>(map)[0] = 'M';
  seen.text("file", slurp(name));
  munmap(map, 4096);
  close(file);
  char directory[] = "dir-XXXXXX";
  seen.call("mkdtemp", mkdtemp(directory) == directory);
  seen.call("there", access(directory, F_OK));
  FILE* nothing = fopen("/dev/null", "r+");
  seen.call("null", fputs("x", nothing) >= 0);
  seen.call("null", getc(nothing));
  fclose(nothing);
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
TEST(FileParity, Stdio) {
  expect_parity(stdio);
}
TEST(FileParity, Streams) {
  expect_parity(streams);
}
TEST(FileParity, Filesystem) {
  expect_parity(filesystem);
}
TEST(FileParity, TemporaryAndMapped) {
  expect_parity(temporary_and_mapped);
}

}  // namespace
}  // namespace onefold::sim::test
