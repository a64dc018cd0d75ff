// A client with threads and blocking calls that survives lost answers and crashes: it writes down before it
// sends, and never gives an intent another id.
//
// The main thread reads intents and writes the ledger; two workers carry them out. A cancel waits until its
// order is certain. Ignores: transfers and replaces, which its scenario has not.
#include <fcntl.h>
#include <unistd.h>

#include <condition_variable>
#include <cstdio>
#include <deque>
#include <fstream>
#include <iostream>
#include <map>
#include <mutex>
#include <set>
#include <sstream>
#include <thread>

#include "blocking_call.hpp"

namespace process_clients {
namespace {

using nlohmann::json;

constexpr int stop_and_start_again = 75;  // EX_TEMPFAIL
constexpr int too_late = -1021;           // of an earlier copy too

class Ledger {
 public:
  // The whole entries that were written; what comes behind the last of them was never accepted.
  std::vector<json> open() {
    const std::string directory = setting("ONEFOLD_DATA_DIR");
    std::ifstream file(directory + "/ledger");
    std::vector<json> entries;
    std::string line;
    off_t size = 0;
    while (std::getline(file, line) && !file.eof()) {
      entries.push_back(json::parse(line));
      size += static_cast<off_t>(line.size()) + 1;
    }
    file_ = ::open((directory + "/ledger").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    const int parent = ::open(directory.c_str(), O_RDONLY);
    must(file_ >= 0 && ::ftruncate(file_, size) == 0 && ::fsync(file_) == 0 && ::fsync(parent) == 0);
    ::close(parent);
    return entries;
  }

  void note(const json& entry) {
    const std::string line = entry.dump() + "\n";
    must(::write(file_, line.data(), line.size()) == static_cast<ssize_t>(line.size()));
    must(::fsync(file_) == 0);
  }

 private:
  // After an error nobody knows what is on the disk: the next life reads it.
  static void must(bool done) {
    if (!done) ::_exit(stop_and_start_again);
  }
  int file_ = -1;
};

class Desk {
 public:
  void run() {
    for (const json& entry : ledger_.open()) {
      entry.contains("done") ? finish(entry["done"]) : take(entry);
    }
    std::thread workers[2];
    for (std::thread& worker : workers) worker = std::thread([this] { work(); });
    for (std::string line; std::getline(std::cin, line);) {
      const json intent = json::parse(line)["intent"];
      const std::string id = intent["id"];
      {
        const std::lock_guard hold(mutex_);
        if (intents_.count(id) == 0) {
          ledger_.note(intent);
          take(intent);
        }
      }
      std::printf("%s\n", json{{"accepted", id}}.dump().c_str());
      std::fflush(stdout);
    }
    for (std::thread& worker : workers) worker.join();
  }

 private:
  // A crash may let a cancel come before its place, which then must not be placed any more.
  void take(const json& intent) {
    const std::string id = intent["id"];
    intents_[id] = intent;
    if (intent.contains("cancel") && intents_.count(intent["cancel"]) == 0) void_.insert(intent["cancel"]);
    queue_.push_back(id);
    changed_.notify_all();
  }

  void finish(const std::string& id) {
    done_.insert(id);
    changed_.notify_all();
  }

  void work() {
    std::unique_lock hold(mutex_);
    for (;;) {
      changed_.wait(hold, [this] { return !queue_.empty(); });
      const std::string id = queue_.front();
      queue_.pop_front();
      if (done_.count(id) != 0) continue;
      const json intent = intents_[id];
      if (intent.contains("place") && void_.count(id) == 0) {
        hold.unlock();
        place(id, intent["place"]);
        hold.lock();
      } else if (intent.contains("cancel") && void_.count(intent["cancel"]) == 0) {
        const std::string target = intent["cancel"];
        changed_.wait(hold, [&] { return done_.count(target) != 0; });
        const json order = intents_[target]["place"];
        hold.unlock();
        until_certain("DELETE", {{"symbol", order["symbol"]}, {"origClientOrderId", target}});
        hold.lock();
      }
      ledger_.note({{"done", id}});
      finish(id);
    }
  }

  static void place(const std::string& id, const json& order) {
    until_certain("POST", {{"symbol", order["symbol"]},
                           {"side", order["side"] == "buy" ? "BUY" : "SELL"},
                           {"type", "LIMIT"},
                           {"timeInForce", "GTC"},
                           {"quantity", order["quantity"]},
                           {"price", order["limit"]},
                           {"newClientOrderId", id}});
  }

  // The same request again and again: the venue knows its id for ever, so copies change nothing.
  static void until_certain(const std::string& method, const Parameters& parameters) {
    for (;;) {
      const Answer answer = call(method, parameters);
      if (answer.certain && answer.code != too_late) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
    }
  }

  std::mutex mutex_;                 // of all below
  std::condition_variable changed_;  // queue_ or done_
  Ledger ledger_;
  std::map<std::string, json> intents_;  // every one that was ever accepted
  std::set<std::string> void_;           // cancelled before they came
  std::set<std::string> done_;
  std::deque<std::string> queue_;  // in the order in which they were accepted
};

}  // namespace
}  // namespace process_clients

int main() {
  process_clients::Desk().run();
}
