#include "harness/worker_pool.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cassert>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "harness/wall_clock.hpp"

namespace onefold::harness {
namespace {

constexpr std::uint32_t message_size_max = 64u << 20;
constexpr std::size_t output_size_max = 4096;

// All of it, or false when the other side is gone.
bool write_all(int fd, const char* data, std::size_t size) {
  while (size > 0) {
    ssize_t n = ::send(fd, data, size, MSG_NOSIGNAL);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    data += n;
    size -= static_cast<std::size_t>(n);
  }
  return true;
}

bool read_all(int fd, char* data, std::size_t size) {
  while (size > 0) {
    ssize_t n = ::read(fd, data, size);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    data += n;
    size -= static_cast<std::size_t>(n);
  }
  return true;
}

bool send_message(int fd, const std::string& text) {
  auto size = static_cast<std::uint32_t>(text.size());
  return text.size() <= message_size_max &&
         write_all(fd, reinterpret_cast<const char*>(&size), sizeof size) &&
         write_all(fd, text.data(), text.size());
}

bool receive_message(int fd, std::string& text) {
  std::uint32_t size = 0;
  if (!read_all(fd, reinterpret_cast<char*>(&size), sizeof size) || size > message_size_max) return false;
  text.resize(size);
  return read_all(fd, text.data(), size);
}

// A child process with a socket to it, its beacon, and a file that catches what it prints.
class Worker {
 public:
  explicit Worker(const WorkerPool::Work& work) {
    void* memory = ::mmap(nullptr, sizeof(Beacon), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert(memory != MAP_FAILED);
    beacon_ = new (memory) Beacon{};
    int ends[2];
    int made = ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends);
    assert(made == 0);
    (void)made;
    output_ = ::memfd_create("worker-output", MFD_CLOEXEC);
    std::fflush(nullptr);
    pid_ = ::fork();
    assert(pid_ >= 0);
    if (pid_ == 0) {
      ::close(ends[0]);
      serve(ends[1], work);
    }
    ::close(ends[1]);
    socket_ = ends[0];
    seen_ms_ = wall_ms();
  }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;
  ~Worker() {
    if (pid_ > 0) {
      ::kill(pid_, SIGKILL);
      while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
      }
    }
    ::close(socket_);
    ::close(output_);
    ::munmap(beacon_, sizeof(Beacon));
  }

  bool give(std::string task) {
    task_ = std::move(task);
    busy_ = true;
    seen_ms_ = wall_ms();
    return send_message(socket_, task_);
  }

  bool take(std::string& result) {
    if (!receive_message(socket_, result)) return false;
    busy_ = false;
    return true;
  }

  // Its task was under way and it has made no progress for so long.
  bool hangs(std::int64_t hang_ms) {
    std::uint64_t progress = beacon_->progress.load();
    if (progress != progress_seen_) {
      progress_seen_ = progress;
      seen_ms_ = wall_ms();
    }
    return busy_ && wall_ms() - seen_ms_ > hang_ms;
  }

  // Ends the process, if it has not ended itself, and says how it went.
  WorkerDeath bury(bool hang) {
    if (hang) ::kill(pid_, SIGKILL);
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    pid_ = -1;
    WorkerDeath death;
    if (hang) {
      death.kind = WorkerDeath::Kind::hang;
    } else if (WIFSIGNALED(status)) {
      death.kind = WorkerDeath::Kind::signal;
      death.number = WTERMSIG(status);
    } else {
      death.number = WEXITSTATUS(status);
    }
    death.seed = beacon_->seed.load();
    death.node = beacon_->node.load();
    death.faults.assign(beacon_->faults,
                        std::min<std::size_t>(beacon_->faults_size.load(), sizeof beacon_->faults));
    death.output = output_tail();
    return death;
  }

  int socket() const { return socket_; }
  bool busy() const { return busy_; }
  const std::string& task() const { return task_; }

 private:
  [[noreturn]] void serve(int socket, const WorkerPool::Work& work) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::signal(SIGINT, SIG_IGN);
    ::signal(SIGTERM, SIG_DFL);
    int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    ::dup2(null, 0);
    ::dup2(output_, 1);
    ::dup2(output_, 2);
    std::string task;
    while (receive_message(socket, task)) {
      std::string result = work(task, *beacon_);
      beacon_->progress.fetch_add(1);
      if (!send_message(socket, result)) break;
    }
    std::fflush(nullptr);
    ::_exit(0);
  }

  std::string output_tail() const {
    off_t size = ::lseek(output_, 0, SEEK_END);
    if (size <= 0) return {};
    auto length = std::min<std::size_t>(static_cast<std::size_t>(size), output_size_max);
    std::string text(length, '\0');
    ssize_t n = ::pread(output_, text.data(), length, size - static_cast<off_t>(length));
    text.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
    return text;
  }

  Beacon* beacon_ = nullptr;
  int socket_ = -1;
  int output_ = -1;
  pid_t pid_ = -1;
  bool busy_ = false;
  std::string task_;
  std::uint64_t progress_seen_ = 0;
  std::int64_t seen_ms_ = 0;
};

}  // namespace

std::string describe(const WorkerDeath& death, std::int64_t hang_ms) {
  switch (death.kind) {
    case WorkerDeath::Kind::signal:
      return fmt::format("was killed by signal {} ({})", death.number, ::strsignal(death.number));
    case WorkerDeath::Kind::exit:
      return fmt::format("exited with status {}", death.number);
    case WorkerDeath::Kind::hang:
      return fmt::format("did not return within {} ms", hang_ms);
  }
  return {};
}

void WorkerPool::run(const Next& next, const Result& result, const Death& death, const Stop& stop) {
  std::vector<std::unique_ptr<Worker>> workers(static_cast<std::size_t>(options_.jobs));
  auto bury = [&](std::unique_ptr<Worker>& worker, bool hang) {
    std::string task = worker->task();
    WorkerDeath how = worker->bury(hang);
    worker.reset();
    death(task, how);
  };
  while (!stop()) {
    bool any_busy = false;
    std::vector<pollfd> polls;
    std::vector<std::size_t> indexes;
    for (std::size_t i = 0; i < workers.size(); ++i) {
      if (!workers[i] || !workers[i]->busy()) {
        std::optional<std::string> task = next();
        if (!task) continue;
        if (!workers[i]) workers[i] = std::make_unique<Worker>(work_);
        if (!workers[i]->give(std::move(*task))) bury(workers[i], false);
      }
      if (!workers[i]) continue;
      any_busy = true;
      polls.push_back({workers[i]->socket(), POLLIN, 0});
      indexes.push_back(i);
    }
    if (!any_busy) return;
    ::poll(polls.data(), polls.size(), 100);
    for (std::size_t k = 0; k < polls.size(); ++k) {
      std::unique_ptr<Worker>& worker = workers[indexes[k]];
      std::string text;
      if (polls[k].revents == 0) {
        if (worker->hangs(options_.hang_ms)) bury(worker, true);
      } else if (worker->take(text)) {
        result(worker->task(), std::move(text));
      } else {
        bury(worker, false);
      }
    }
  }
}

std::optional<std::string> isolated(const std::function<std::string(Beacon&)>& work, std::int64_t hang_ms,
                                    WorkerDeath& death) {
  std::optional<std::string> answer;
  bool given = false;
  WorkerPool pool({1, hang_ms}, [&](const std::string&, Beacon& beacon) { return work(beacon); });
  pool.run(
      [&]() -> std::optional<std::string> {
        if (std::exchange(given, true)) return std::nullopt;
        return std::string();
      },
      [&](const std::string&, std::string result) { answer = std::move(result); },
      [&](const std::string&, const WorkerDeath& how) { death = how; }, [] { return false; });
  return answer;
}

}  // namespace onefold::harness
