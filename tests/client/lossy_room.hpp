// A client and the exchange's engine in one thread and in virtual time, with a network between them that
// loses, delays, repeats and overtakes messages or cuts connections, and with clients that are killed at any
// time.
//
// Coarse and quick on purpose: whole messages, a ledger in memory, no sockets. The simulator proper does it
// for real.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "client/client_core.hpp"
#include "tests/client/memory_ledger.hpp"
#include "venue/engine/engine.hpp"

namespace onefold::client {

struct RoomOptions {
  std::uint64_t seed = 1;
  venue::Profile profile;
  bool hops = true;           // whole messages are struck; else connections are cut
  std::int64_t chaos_ns = 0;  // faults strike until then
  int place_count = 3;
};

class LossyRoom : public ClientHost, private venue::Misbehaviour {
 public:
  explicit LossyRoom(const RoomOptions& options);

  // Runs chaos, heals, and waits until nothing is left to do, at most until the horizon.
  void run();
  // Nothing if all is well; else the first thing that is not.
  std::string complaint() const;

  std::map<std::string, std::uint64_t> paths;

 private:
  struct Connection {
    bool open = false;
    bool connecting = false;
    std::uint64_t epoch = 0;
    std::int64_t last_up_ns = 0;  // arrival of the last message, for order
    std::int64_t last_down_ns = 0;
    venue::AccountId account = venue::no_account;
    std::uint64_t next_seq = 0;  // events: 0 not subscribed
  };
  struct Ear : venue::ClientObserver {
    explicit Ear(LossyRoom& its_room) : room(its_room) {}
    void on_callback(const venue::ClientCallback& callback) override { room.hear(callback); }
    void on_path(const venue::PathEvent& event) override { ++room.paths[std::string(event.name)]; }
    LossyRoom& room;
  };

  SteadyNs now_ns() override { return time_ns_; }
  venue::TimeNs wall_ns() override { return 1'700'000'000'000'000'000 + time_ns_; }
  void wake_at(SteadyNs at_ns) override;
  void turn_soon() override;
  void connect(LinkKind link) override;
  void disconnect(LinkKind link) override;
  bool send(LinkKind link, const venue::Request& request) override;
  std::int64_t query_age_ns(std::string_view, std::string_view, std::string_view) override;

  std::uint64_t draw(std::uint64_t bound);
  bool strikes(std::uint64_t one_in) { return time_ns_ < options_.chaos_ns && draw(one_in) == 0; }
  void at(std::int64_t time_ns, std::function<void()> action);
  void at_client(std::int64_t time_ns, std::function<void()> action);
  void boot();
  void kill();
  void cut(LinkKind link);
  std::int64_t delay_ns();
  void carry_up(LinkKind link, const venue::Request& request);
  void carry_down(LinkKind link, std::uint64_t epoch, const venue::Reply& reply);
  void arrive(LinkKind link, std::uint64_t epoch, const venue::Request& request);
  void publish();
  void hear(const venue::ClientCallback& callback);
  void submit_all();
  bool rested() const;
  std::string check_orders() const;
  std::string check_views() const;
  Connection& connection(LinkKind link) { return links_[link == LinkKind::orders ? 0 : 1]; }

  RoomOptions options_;
  ClientOptions client_options_;
  std::uint64_t random_;
  std::int64_t time_ns_ = 1'000'000'000;
  std::uint64_t order_ = 0;
  std::map<std::pair<std::int64_t, std::uint64_t>, std::function<void()>> queue_;
  std::unique_ptr<venue::Engine> engine_;
  venue::AccountId account_ = 0;
  venue::AccountId other_ = 0;
  MemoryDisk disk_;
  Ear ear_{*this};
  std::unique_ptr<ClientCore> core_;
  std::uint64_t life_ = 0;
  std::uint64_t wakes_ = 0;
  Connection links_[2];
  std::vector<venue::Intent> intents_;
  std::map<std::uint64_t, venue::ClientCallback> told_;
  std::uint64_t told_last_ = 0;  // in this life
  std::string broken_promise_;
};

}  // namespace onefold::client
