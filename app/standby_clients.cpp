#include "app/standby_clients.hpp"

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "app/reference_client.hpp"
#include "client/failover/lease_keeper.hpp"
#include "client/failover/standby_client.hpp"

namespace onefold::app {
namespace {

constexpr const char* any_host = "0.0.0.0";

class Deaf final : public venue::ClientObserver {
 public:
  explicit Deaf(venue::ClientObserver& paths) : paths_(paths) {}
  void on_callback(const venue::ClientCallback&) override {}
  void on_path(const venue::PathEvent& event) override { paths_.on_path(event); }

 private:
  venue::ClientObserver& paths_;
};

// What is wrong with the text, or nothing when `standby` now is as it says.
std::string configure(client::StandbyOptions& standby, const std::string& text) {
  static constexpr const char* expected =
      R"(expected "peer" and "keeper", the names of the other instance and of the lease keeper)";
  const auto configuration = text.empty() ? nlohmann::json::object() : nlohmann::json::parse(text);
  for (const auto& [key, value] : configuration.items()) {
    if (!value.is_string()) return expected;
    if (key == "peer") {
      standby.peer_host = value.get<std::string>();
    } else if (key == "keeper") {
      standby.lease.keeper_host = value.get<std::string>();
    } else {
      return std::string(expected) + ", found \"" + key + "\"";
    }
  }
  return standby.peer_host.empty() || standby.lease.keeper_host.empty() ? expected : "";
}

std::string check_standby(const std::string& text) {
  client::StandbyOptions standby;
  return configure(standby, text);
}

client::StandbyOptions standby_options(const harness::ClientBoot& boot) {
  client::StandbyOptions standby;
  if (const std::string wrong = configure(standby, boot.configuration); !wrong.empty())
    throw std::runtime_error("config: " + wrong);
  standby.lease.name = boot.name;
  standby.lease.keeper_port = keeper_port;
  standby.listen_host = any_host;
  standby.listen_port = standby.peer_port = peer_port;
  return standby;
}

client::ClientOptions led_options(harness::ClientBoot boot) {
  boot.configuration.clear();  // it is the standby's
  return client_options(boot);
}

class Standby final : public harness::ClientUnderTest {
 public:
  Standby(harness::ClientBoot& boot, bool deaf)
      : deaf_(boot.observer),
        client_(boot.io, led_options(boot), standby_options(boot),
                deaf ? static_cast<venue::ClientObserver&>(deaf_) : boot.observer) {
    if (const std::error_code error = client_.start())
      throw std::runtime_error("the client cannot start: " + error.message() + ": " +
                               std::string(client_.complaint()));
  }
  void submit(const venue::Intent& intent) override { client_.submit(intent); }
  venue::ClientView view() const override { return client_.view(); }

 private:
  Deaf deaf_;
  client::StandbyClient client_;
};

class Keeper final : public harness::ClientUnderTest {
 public:
  explicit Keeper(harness::ClientBoot& boot) : keeper_(boot.io, options()) {
    if (const std::error_code error = keeper_.start())
      throw std::runtime_error("the lease keeper cannot start: " + error.message());
  }
  void submit(const venue::Intent&) override {}  // its scenario gives it none

 private:
  static client::LeaseKeeperOptions options() {
    client::LeaseKeeperOptions options;
    options.listen_host = any_host;
    options.port = keeper_port;
    return options;
  }
  client::LeaseKeeper keeper_;
};

harness::ClientImplementation standby(const char* name, const char* summary, bool deaf) {
  harness::ClientImplementation made{
      name, summary, [deaf](harness::ClientBoot& boot) { return std::make_unique<Standby>(boot, deaf); }};
  made.check_configuration = check_standby;
  if (deaf) made.level = harness::AdapterLevel::orders_only;
  return made;
}

}  // namespace

void add_standby_clients(harness::Registry& registry) {
  registry.add(standby("standby", "one of two instances of the project's client, with a lease", false));
  registry.add(standby("standby-copy", "the other of the two, which shows nothing", true));
  harness::ClientImplementation keeper{
      "lease-keeper", "says which of two instances leads; places nothing",
      [](harness::ClientBoot& boot) { return std::make_unique<Keeper>(boot); }};
  keeper.level = harness::AdapterLevel::orders_only;
  registry.add(std::move(keeper));
}

}  // namespace onefold::app
