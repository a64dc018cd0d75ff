#include "sim/door/foreign_launch.hpp"

#include <elf.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string_view>

#include "sim/os/current.hpp"

// The agent's library, as it was linked.
__asm__(
    ".section .rodata\n"
    ".balign 16\n"
    ".global onefold_agent_begin\n"
    ".hidden onefold_agent_begin\n"
    ".global onefold_agent_end\n"
    ".hidden onefold_agent_end\n"
    "onefold_agent_begin:\n"
    ".incbin \"" ONEFOLD_AGENT_FILE
    "\"\n"
    "onefold_agent_end:\n"
    ".previous\n");
extern "C" const char onefold_agent_begin[];
extern "C" const char onefold_agent_end[];

namespace onefold::sim {
namespace {

constexpr int script_depth_max = 4;
constexpr std::size_t script_line_max = 256;

[[noreturn]] void fail(const char* what) {
  throw std::runtime_error(std::string(what) + ": " + std::strerror(errno));
}

// All names are as long as the longest, so that the stack of the program does not move with this process's
// id.
std::string path_of(int file) {
  const std::string end = std::to_string(::getpid()) + "/fd/" + std::to_string(file);
  constexpr std::size_t width = 24;
  return "/proc" + std::string(end.size() < width ? width - end.size() : 1, '/') + end;
}

class OpenedFile {
 public:
  explicit OpenedFile(const std::string& path) : file_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  ~OpenedFile() {
    if (file_ >= 0) ::close(file_);
  }
  OpenedFile(const OpenedFile&) = delete;
  OpenedFile& operator=(const OpenedFile&) = delete;
  bool read_at(void* to, std::size_t size, std::size_t offset) const {
    return ::pread(file_, to, size, static_cast<off_t>(offset)) == static_cast<ssize_t>(size);
  }
  std::string first_line() const {
    char line[script_line_max];
    const ssize_t size = ::pread(file_, line, sizeof line, 0);
    const std::string_view text(line, size > 0 ? static_cast<std::size_t>(size) : 0);
    return std::string(text.substr(0, text.find('\n')));
  }

 private:
  int file_;
};

std::string refuse_elf(const std::string& path, const OpenedFile& file) {
  Elf64_Ehdr header;
  if (!file.read_at(&header, sizeof header, 0) || header.e_ident[EI_CLASS] != ELFCLASS64 ||
      header.e_machine != EM_X86_64)
    return path + " is not a 64-bit program for this machine";
  for (std::size_t i = 0; i < header.e_phnum; ++i) {
    Elf64_Phdr part;
    if (!file.read_at(&part, sizeof part, header.e_phoff + i * header.e_phentsize)) break;
    if (part.p_type == PT_INTERP) return {};
  }
  return path +
         " is statically linked: it makes its system calls itself, so that nothing of it can be simulated. "
         "Link it dynamically against libc (Go: the process door does not take it)";
}

std::string refuse_at_depth(const std::string& path, int depth) {
  struct stat status;
  if (::stat(path.c_str(), &status) != 0) return path + ": " + std::strerror(errno);
  if ((status.st_mode & (S_ISUID | S_ISGID)) != 0)
    return path + " is set-user-id, and no library may be loaded into it";
  const OpenedFile file(path);
  unsigned char magic[SELFMAG] = {};
  if (file.read_at(magic, sizeof magic, 0) && std::memcmp(magic, ELFMAG, SELFMAG) == 0)
    return refuse_elf(path, file);
  const std::string line = file.first_line();
  if (line.rfind("#!", 0) != 0) return path + " is neither a program nor a script that begins with #!";
  if (depth == script_depth_max) return path + " is a script of a script of a script";
  const std::size_t begin = line.find_first_not_of(" \t", 2);
  if (begin == std::string::npos) return path + " begins with #! and names no interpreter";
  const std::size_t end = line.find_first_of(" \t\r", begin);
  const std::string interpreter = line.substr(begin, end == std::string::npos ? end : end - begin);
  return refuse_at_depth(interpreter, depth + 1);
}

std::vector<char*> pointers_to(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (const std::string& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

// In the child of vfork, which shares this memory: nothing here may allocate.
[[noreturn]] void become(const char* file, char* const* arguments, char* const* environment, int null,
                         int complaints, pid_t parent, volatile int& error) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(127);  // it ended before it could be asked for
  ::setpgid(0, 0);
  ::personality(ADDR_NO_RANDOMIZE);
  const rlimit none = {0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  ::dup2(null, 0);
  ::dup2(null, 1);
  ::dup2(complaints, 2);
  sigset_t nothing;
  ::sigemptyset(&nothing);
  ::sigprocmask(SIG_SETMASK, &nothing, nullptr);
  ::signal(SIGINT, SIG_DFL);
  ::signal(SIGPIPE, SIG_DFL);
  ::execve(file, arguments, environment);
  error = errno;
  ::_exit(127);
}

}  // namespace

SharedMemory::SharedMemory() {
  const EnterProcess outside(nullptr);
  file_ = ::memfd_create("onefold-door", MFD_CLOEXEC);
  if (file_ < 0 || ::ftruncate(file_, sizeof(lockstep::Memory)) != 0) fail("memory to share with a program");
  void* mapped = ::mmap(nullptr, sizeof(lockstep::Memory), PROT_READ | PROT_WRITE, MAP_SHARED, file_, 0);
  if (mapped == MAP_FAILED) fail("memory to share with a program");
  memory_ = static_cast<lockstep::Memory*>(mapped);
  memory_->controller = ::getpid();
}

SharedMemory::~SharedMemory() {
  const EnterProcess outside(nullptr);
  ::munmap(memory_, sizeof(lockstep::Memory));
  ::close(file_);
}

std::string SharedMemory::path() const {
  return path_of(file_);
}

long system_call(long number, long a, long b, long c, long d, long e, long f) {
  return ::syscall(number, a, b, c, d, e, f);
}

std::string find_executable(const std::string& word) {
  if (word.find('/') != std::string::npos) return ::access(word.c_str(), X_OK) == 0 ? word : std::string();
  const char* path = std::getenv("PATH");
  std::string_view rest = path == nullptr ? "/usr/local/bin:/usr/bin:/bin" : path;
  while (!rest.empty()) {
    const std::size_t end = rest.find(':');
    std::string file(rest.substr(0, end));
    file += (file.empty() ? "./" : "/") + word;
    if (::access(file.c_str(), X_OK) == 0) return file;
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
  }
  return {};
}

std::string reason_to_refuse(const std::string& file) {
  return refuse_at_depth(file, 0);
}

StartedProcess start_program(const std::string& file, const std::vector<std::string>& arguments,
                             const std::vector<std::string>& environment, int complaints) {
  const std::vector<char*> words = pointers_to(arguments);
  const std::vector<char*> variables = pointers_to(environment);
  const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  volatile int error = 0;
  const pid_t parent = ::getpid();
  StartedProcess started;
  started.id = ::vfork();
  if (started.id == 0) become(file.c_str(), words.data(), variables.data(), null, complaints, parent, error);
  started.error = started.id < 0 ? errno : error;
  ::close(null);
  if (started.id > 0 && started.error != 0) ::waitpid(started.id, nullptr, 0);
  if (started.error != 0) return started;
  started.handle = static_cast<int>(::syscall(SYS_pidfd_open, started.id, 0));
  return started;
}

std::vector<std::string> environment_with(const std::vector<std::string>& changes) {
  const auto same_name = [](std::string_view a, std::string_view b) {
    return a.substr(0, a.find('=')) == b.substr(0, b.find('='));
  };
  std::vector<std::string> result;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const bool changed = std::any_of(changes.begin(), changes.end(),
                                     [&](const std::string& change) { return same_name(change, *entry); });
    if (!changed) result.emplace_back(*entry);
  }
  result.insert(result.end(), changes.begin(), changes.end());
  return result;
}

std::string agent_path() {
  static const int file = [] {
    const int made = ::memfd_create("onefold-agent", MFD_CLOEXEC);
    const auto size = static_cast<std::size_t>(onefold_agent_end - onefold_agent_begin);
    if (made < 0 || ::write(made, onefold_agent_begin, size) != static_cast<ssize_t>(size))
      fail("a place for the agent");
    return made;
  }();
  return path_of(file);
}

}  // namespace onefold::sim
