// A client with threads as many are first written: an answer that does not come means try again, and each try
// has an id of its own.
#include <cstdio>
#include <iostream>
#include <random>
#include <set>
#include <thread>

#include "blocking_call.hpp"

namespace process_clients {
namespace {

using nlohmann::json;

void place(const json& order) {
  for (int tries = 0; tries < 10; ++tries) {
    const std::string id = std::to_string(std::random_device()()) + "-" + std::to_string(tries);
    const Answer answer = call("POST", {{"symbol", order["symbol"]},
                                        {"side", order["side"] == "buy" ? "BUY" : "SELL"},
                                        {"type", "LIMIT"},
                                        {"timeInForce", "GTC"},
                                        {"quantity", order["quantity"]},
                                        {"price", order["limit"]},
                                        {"newClientOrderId", id}});
    if (answer.certain) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
  }
}

void run() {
  std::set<std::string> seen;
  for (std::string line; std::getline(std::cin, line);) {
    const json intent = json::parse(line)["intent"];
    std::printf("%s\n", json{{"accepted", intent["id"]}}.dump().c_str());
    std::fflush(stdout);
    if (seen.insert(intent["id"]).second && intent.contains("place"))
      std::thread(place, intent["place"]).detach();
  }
}

}  // namespace
}  // namespace process_clients

int main() {
  process_clients::run();
}
