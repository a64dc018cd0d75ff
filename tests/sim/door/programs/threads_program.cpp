// What C++ programs do with threads, one way for each word: run by foreign_threads_test.cpp behind the
// process door.
#include <pthread.h>
#include <unistd.h>

#include <atomic>
#include <barrier>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <cstring>
#include <future>
#include <latch>
#include <mutex>
#include <random>
#include <semaphore>
#include <shared_mutex>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

namespace {

using namespace std::chrono_literals;

// They end while others begin.
void detached_threads() {
  std::atomic<int> ended = 0;
  for (int i = 0; i < 300; ++i) {
    std::thread([&] { ++ended; }).detach();
    if (i % 3 == 0) std::this_thread::sleep_for(1us);
  }
  while (ended < 300) std::this_thread::sleep_for(1ms);
  std::printf("%d\n", ended.load());
}

void joined_threads() {
  int sum = 0;
  for (int i = 0; i < 300; ++i) std::thread([&] { sum += i; }).join();
  std::printf("%d\n", sum);
}

void atomic_waits() {
  std::atomic<int> turn = 0;
  std::thread other([&] {
    for (int i = 0; i < 100; ++i) {
      turn.wait(2 * i);
      ++turn;
      turn.notify_one();
    }
  });
  for (int i = 0; i < 100; ++i) {
    ++turn;
    turn.notify_one();
    turn.wait(2 * i + 1);
  }
  other.join();
  std::atomic_flag go;
  std::atomic<int> gone = 0;
  std::vector<std::jthread> all;
  for (int i = 0; i < 4; ++i) {
    all.emplace_back([&] {
      go.wait(false);
      ++gone;
    });
  }
  std::this_thread::sleep_for(2s);
  go.test_and_set();
  go.notify_all();
  all.clear();
  std::printf("%d %d\n", turn.load(), gone.load());
}

void semaphores() {
  std::counting_semaphore<3> places(3);
  std::binary_semaphore never(0);
  std::atomic<int> inside = 0;
  std::atomic<int> most = 0;
  std::vector<std::jthread> all;
  for (int i = 0; i < 9; ++i) {
    all.emplace_back([&] {
      places.acquire();
      const int now = ++inside;
      if (now > most) most = now;
      std::this_thread::sleep_for(1s);
      --inside;
      places.release();
    });
  }
  all.clear();
  const bool taken = never.try_acquire_for(30s);
  std::printf("%d %d\n", most.load(), taken);
}

void latch_and_barrier() {
  std::latch ready(4);
  int rounds = 0;
  std::barrier meeting(4, [&]() noexcept { ++rounds; });
  std::vector<std::jthread> all;
  for (int i = 0; i < 4; ++i) {
    all.emplace_back([&, i] {
      std::this_thread::sleep_for(i * 1s);
      ready.arrive_and_wait();
      for (int round = 0; round < 10; ++round) meeting.arrive_and_wait();
    });
  }
  ready.wait();
  all.clear();
  std::printf("%d\n", rounds);
}

void stop_tokens() {
  std::mutex mutex;
  std::condition_variable_any changed;
  int turns = 0;
  std::jthread worker([&](std::stop_token stop) {
    std::unique_lock hold(mutex);
    while (!changed.wait_for(hold, stop, 1s, [&] { return stop.stop_requested(); })) ++turns;
  });
  std::stop_callback told(worker.get_stop_token(), [] { std::printf("stopped "); });
  std::this_thread::sleep_for(5500ms);
  worker.request_stop();
  worker.join();
  std::printf("%d\n", turns);
}

void futures() {
  std::vector<std::future<int>> all;
  for (int i = 0; i < 5; ++i) {
    all.push_back(std::async(std::launch::async, [i] {
      std::this_thread::sleep_for(i * 1s);
      return i;
    }));
  }
  const bool late = all.back().wait_for(2s) == std::future_status::timeout;
  int sum = 0;
  for (auto& one : all) sum += one.get();
  std::promise<int> broken;
  auto failing = broken.get_future();
  std::thread([&] { broken.set_exception(std::make_exception_ptr(1)); }).join();
  try {
    failing.get();
  } catch (int error) {
    sum += error;
  }
  std::printf("%d %d\n", late, sum);
}

struct Named {
  std::string name;
  ~Named() { std::printf("~%s ", name.c_str()); }
};
thread_local Named local;

void thread_locals() {
  local.name = "main";
  std::thread first([] {
    local.name = "first";
    std::this_thread::sleep_for(2s);
  });
  std::thread([] { local.name = "second"; }).join();
  first.join();
  std::printf("joined ");
}

void timed_waits() {
  std::mutex mutex;
  std::timed_mutex held;
  std::shared_timed_mutex shared;
  std::condition_variable changed;
  std::unique_lock hold(mutex);
  const bool steady = changed.wait_for(hold, 30s) == std::cv_status::timeout;
  const bool system =
      changed.wait_until(hold, std::chrono::system_clock::now() + 30s) == std::cv_status::timeout;
  held.lock();
  shared.lock();
  bool tried = true;
  std::thread([&] {
    tried = held.try_lock_for(10s) || shared.try_lock_for(10s) || shared.try_lock_shared_for(10s);
  }).join();
  std::printf("%d %d %d\n", steady, system, tried);
}

void called_once() {
  std::once_flag flag;
  int tries = 0;
  int past = 0;
  std::vector<std::jthread> all;
  for (int i = 0; i < 4; ++i) {
    all.emplace_back([&] {
      try {
        std::call_once(flag, [&] {
          std::this_thread::sleep_for(1s);
          if (++tries < 3) throw tries;
        });
      } catch (int) {
        return;
      }
      ++past;
    });
  }
  all.clear();
  static int made = 0;
  const auto once = [] {
    static const int value = [] {
      std::this_thread::sleep_for(1s);
      return ++made;
    }();
    return value;
  };
  std::vector<std::future<int>> values;
  for (int i = 0; i < 3; ++i) values.push_back(std::async(std::launch::async, once));
  int sum = 0;
  for (auto& value : values) sum += value.get();
  std::printf("%d %d %d\n", tries, past, sum);
}

[[noreturn]] void exit_with_threads() {
  for (int i = 0; i < 3; ++i) std::thread([] { std::this_thread::sleep_for(1000s); }).detach();
  std::this_thread::sleep_for(1s);
  std::printf("left\n");
  std::exit(3);
}

[[noreturn]] void main_thread_ends_first() {
  std::thread([] {
    std::this_thread::sleep_for(2s);
    std::printf("last\n");
    std::fflush(stdout);
  }).detach();
  pthread_exit(nullptr);
}

[[noreturn]] void read_while_others_work() {
  std::atomic<int> worked = 0;
  std::string text;
  std::thread([&] {
    char bytes[64];
    for (ssize_t n = 0; (n = read(0, bytes, sizeof bytes)) > 0;)
      text.append(bytes, static_cast<std::size_t>(n));
  }).detach();
  std::vector<std::jthread> all;
  for (int i = 0; i < 2; ++i) {
    all.emplace_back([&] {
      for (int n = 0; n < 50; ++n, ++worked) std::this_thread::sleep_for(10ms);
    });
  }
  all.clear();
  std::printf("%s %d\n", text.c_str(), worked.load());
  std::fflush(stdout);
  std::_Exit(0);
}

void random_numbers() {
  std::random_device device;
  std::printf("%u %u\n", device(), device());
}

struct Way {
  const char* word;
  void (*run)();
};

constexpr Way ways[] = {{"detached_threads", detached_threads},
                        {"joined_threads", joined_threads},
                        {"atomic_waits", atomic_waits},
                        {"semaphores", semaphores},
                        {"latch_and_barrier", latch_and_barrier},
                        {"stop_tokens", stop_tokens},
                        {"futures", futures},
                        {"thread_locals", thread_locals},
                        {"timed_waits", timed_waits},
                        {"called_once", called_once},
                        {"exit_with_threads", exit_with_threads},
                        {"main_thread_ends_first", main_thread_ends_first},
                        {"read_while_others_work", read_while_others_work},
                        {"random_numbers", random_numbers}};

}  // namespace

int main(int argc, char** argv) {
  for (const Way& way : ways) {
    if (argc != 2 || std::strcmp(argv[1], way.word) != 0) continue;
    way.run();
    return 0;
  }
  return 64;
}
