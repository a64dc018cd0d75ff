// K: a store of a million live de-duplication keys that come and go, against std::unordered_map with a queue
// of expiries in the same run; and its way to disk and back.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <deque>
#include <filesystem>
#include <string>
#include <unordered_map>

#include "bench/table.hpp"
#include "bench/workload.hpp"
#include "venue/semantics/key_store.hpp"
#include "venue/server/key_log.hpp"

namespace onefold::bench {
namespace {

using venue::KeyEntry;
using venue::KeyStore;
using Clock = std::chrono::steady_clock;

constexpr std::uint64_t keys_per_commit = 1'000;

// Of a disk, which has other clocks than the processor.
double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// Of processor time.
double cpu_seconds() {
  timespec now{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

// As a client would make them: an account, and an id of 21 bytes.
class KeyText {
 public:
  std::string_view of(std::uint64_t number) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::uint64_t hash = mix(number, 1);
    for (std::size_t i = text_.size(); i > 12; hash >>= 4) text_[--i] = digits[hash & 15];
    return {text_.data(), text_.size()};
  }

 private:
  std::array<char, 28> text_{'d', 'e', 's', 'k', '-', '1', '\n', 'o', 'n', 'e', 'f', '-'};
};

KeyEntry entry_of(std::uint64_t number) {
  return {static_cast<venue::TimeNs>(number), number, {venue::Reason::none, number, number}};
}

// What one would write without much thought, doing the same.
class MapStore {
 public:
  explicit MapStore(std::int64_t window_ns) : window_ns_(window_ns) {}
  const KeyEntry* find(std::string_view key, venue::TimeNs now_ns) const {
    const auto found = entries_.find(std::string(key));
    if (found == entries_.end() || now_ns - found->second.time_ns >= window_ns_) return nullptr;
    return &found->second;
  }
  void insert(std::string_view key, const KeyEntry& entry) {
    while (!order_.empty() && entry.time_ns - order_.front()->second.time_ns >= window_ns_) {
      entries_.erase(order_.front()->first);
      order_.pop_front();
    }
    order_.push_back(&*entries_.emplace(key, entry).first);
  }

 private:
  std::int64_t window_ns_;
  std::unordered_map<std::string, KeyEntry> entries_;
  std::deque<std::unordered_map<std::string, KeyEntry>::value_type*> order_;
};

struct Rates {
  double fill = 0;  // insertions from empty on
  double turn = 0;  // insertions with as many live, each of which drops an expired one
  double hits = 0;
  double misses = 0;
  std::uint64_t found = 0;
};

// Keys 0 to `live`, then as many again, then look-ups of the last ones in an order of no order.
template <class Store>
Rates measure(Store& store, std::uint64_t live) {
  KeyText text;
  Rates rates;
  auto insert = [&](std::uint64_t from) {
    const double start = cpu_seconds();
    for (std::uint64_t i = from; i < from + live; ++i) store.insert(text.of(i), entry_of(i));
    return static_cast<double>(live) / (cpu_seconds() - start);
  };
  auto look = [&](std::uint64_t from) {
    const double start = cpu_seconds();
    for (std::uint64_t i = 0; i < live; ++i) {
      const std::uint64_t number = from + mix(i, 2) % live;
      if (store.find(text.of(number), static_cast<venue::TimeNs>(2 * live - 1))) ++rates.found;
    }
    return static_cast<double>(live) / (cpu_seconds() - start);
  };
  rates.fill = insert(0);
  rates.turn = insert(live);
  rates.hits = look(live);
  rates.misses = look(4 * live);
  return rates;
}

void add_rates(std::string_view what, double ours, double maps, Table& table) {
  table.add({fmt::format("K: {}", what), ours, "per second", std::nullopt});
  table.add({fmt::format("K: {}, against unordered_map", what), ours / maps, "times", std::nullopt});
}

double slowest_insertion_us(std::uint64_t live) {
  KeyStore store(static_cast<std::int64_t>(live));
  KeyText text;
  double slowest = 0;
  for (std::uint64_t i = 0; i < live; ++i) {
    const std::string_view key = text.of(i);
    const double start = cpu_seconds();
    store.insert(key, entry_of(i));
    slowest = std::max(slowest, cpu_seconds() - start);
  }
  return slowest * 1e6;
}

void bench_disk(std::uint64_t live, Table& table) {
  std::string name = (std::filesystem::temp_directory_path() / "onefold-keys-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) return table.fail("keys: no temporary directory");
  const std::filesystem::path directory = std::filesystem::path(name) / "keys";
  KeyText text;
  {
    KeyStore store(static_cast<std::int64_t>(live));
    venue::KeyLog log;
    venue::KeyLog::Found found;
    bool good = !log.open(directory, UINT64_MAX, store, found);
    const auto start = Clock::now();
    for (std::uint64_t i = 0; i < live && good; ++i) {
      store.insert(text.of(i), entry_of(i));
      log.put(text.of(i), entry_of(i), i);
      if (i % keys_per_commit == keys_per_commit - 1) good = !log.commit(store);
    }
    good = good && !log.commit(store);
    table.add({"K: keys made durable, 1,000 a commit", static_cast<double>(live) / seconds_since(start),
               "per second", std::nullopt});
    if (!good) table.fail("keys: the log cannot be written");
  }
  KeyStore store(static_cast<std::int64_t>(live));
  venue::KeyLog log;
  venue::KeyLog::Found found;
  const auto start = Clock::now();
  const bool good = !log.open(directory, UINT64_MAX, store, found);
  table.add({"K: recovery of all keys", seconds_since(start) * 1e3, "ms", std::nullopt});
  if (!good || store.size() != live) table.fail("keys: not all were found again");
  std::error_code ignored;
  std::filesystem::remove_all(name, ignored);
}

}  // namespace

void bench_keys(const BenchOptions& options, Table& table) {
  const std::uint64_t live = options.quick ? 2'000 : 1'000'000;
  Rates maps;
  {
    MapStore map(static_cast<std::int64_t>(live));
    maps = measure(map, live);
  }
  KeyStore store(static_cast<std::int64_t>(live));
  const Rates ours = measure(store, live);
  if (ours.found != live || maps.found != live) table.fail("keys: the stores do not agree");
  table.add({"K: live keys", static_cast<double>(live), "keys", std::nullopt});
  add_rates("insertions from empty on", ours.fill, maps.fill, table);
  add_rates("insertions, an expiry each", ours.turn, maps.turn, table);
  add_rates("look-ups that find", ours.hits, maps.hits, table);
  add_rates("look-ups that do not", ours.misses, maps.misses, table);
  table.add({"K: memory, a key of 28 bytes included",
             static_cast<double>(store.memory_bytes()) / static_cast<double>(live), "bytes a key",
             std::nullopt});
  table.add({"K: slowest insertion, the table growing", slowest_insertion_us(live), "us", std::nullopt});
  bench_disk(live, table);
}

}  // namespace onefold::bench
