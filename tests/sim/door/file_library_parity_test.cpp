// What the libraries make of files (stdio, streams, std::filesystem, mappings): the same on the virtual disk
// as on the real one.
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <fstream>

#include "tests/sim/door/file_parity.hpp"

namespace onefold::sim::test {
namespace {

namespace fs = std::filesystem;

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
