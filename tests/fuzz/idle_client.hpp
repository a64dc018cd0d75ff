// A client that never gets a connection: what it knows is what its ledger says. For fuzz targets.
#pragma once

#include <filesystem>

#include "client/client_core.hpp"
#include "client/ledger_file.hpp"

namespace onefold::fuzz {

// Files as they are, without waiting for the disk: no power is lost here.
class UnsyncedLedger final : public client::FileLedger {
 public:
  using FileLedger::FileLedger;

 private:
  std::error_code sync_file(int) override { return {}; }
  std::error_code sync_directory() override { return {}; }
};

class IdleClient final : private client::ClientHost, private venue::ClientObserver {
 public:
  explicit IdleClient(const std::filesystem::path& directory)
      : core_(options(), parts(directory), *this, *this) {}

  std::error_code start() {
    const std::error_code error = core_.start();
    for (; turns_ > 0; --turns_) core_.on_turn();
    return error;
  }
  void stop() { core_.stop(); }
  venue::ClientView view() const { return core_.view(); }
  const std::string& complaint() const { return core_.complaint(); }

 private:
  static const client::ClientOptions& options() {
    static const client::ClientOptions made = [] {
      client::ClientOptions options;
      options.name = "desk-1";
      options.account = "A";
      options.profile = venue::built_in_profile("reject-for-ever");
      options.ids = client::IdScheme::derived;
      return options;
    }();
    return made;
  }
  static client::ClientParts parts(const std::filesystem::path& directory) {
    client::ClientParts parts = client::default_parts(options());
    parts.ledger = std::make_unique<UnsyncedLedger>(directory);
    return parts;
  }

  client::SteadyNs now_ns() override { return 1'000'000'000; }
  venue::TimeNs wall_ns() override { return 1'700'000'000'000'000'000; }
  void wake_at(client::SteadyNs) override {}
  void turn_soon() override { ++turns_; }
  void connect(client::LinkKind) override {}
  void disconnect(client::LinkKind) override {}
  bool send(client::LinkKind, const venue::Request&) override { return false; }
  void on_callback(const venue::ClientCallback&) override {}
  void on_path(const venue::PathEvent&) override {}

  int turns_ = 0;
  client::ClientCore core_;
};

inline bool same(const venue::IntentView& a, const venue::IntentView& b) {
  return a.id == b.id && a.outcome == b.outcome && a.reason == b.reason &&
         a.client_order_id == b.client_order_id && a.order_id == b.order_id && a.status == b.status &&
         a.filled == b.filled && a.attempts == b.attempts;
}

inline bool same(const venue::ClientView& a, const venue::ClientView& b) {
  if (a.intents.size() != b.intents.size() || a.positions.size() != b.positions.size()) return false;
  for (std::size_t i = 0; i < a.intents.size(); ++i) {
    if (!same(a.intents[i], b.intents[i])) return false;
  }
  for (std::size_t i = 0; i < a.positions.size(); ++i) {
    if (a.positions[i].symbol != b.positions[i].symbol || a.positions[i].quantity != b.positions[i].quantity)
      return false;
  }
  return a.open_orders == b.open_orders;
}

}  // namespace onefold::fuzz
