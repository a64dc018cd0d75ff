// Order events sent to the URLs that accounts registered: in order, at least once. Internal to venue/server.
//
// There is no queue: what waits is in the journal, and a webhook is the number of the next event. One event
// of a webhook is under way at a time; while there is none, nothing is pending and no connection is open.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "venue/engine/engine.hpp"
#include "venue/server/webhook_file.hpp"

namespace onefold::venue {

class ServerCore;
class WebhookDelivery;

// Where a webhook's URL leads.
struct WebhookUrl {
  std::string address;  // numeric
  std::uint16_t port = 80;
  std::string host;  // as the URL has it, with the port
  std::string path = "/";
};

// "http://HOST[:PORT][/PATH]", HOST a numeric address (IPv6 in brackets) or "localhost".
bool parse_webhook_url(std::string_view url, WebhookUrl& out);

class Webhooks {
 public:
  // Deliveries are saved after so many: that many may come again after a crash.
  static constexpr std::uint64_t deliveries_per_save = 64;

  // `core` is not owned, and owns this.
  Webhooks(ServerCore& core, std::filesystem::path directory);
  ~Webhooks();

  // What earlier lives registered. An account that there is not any more loses its webhook.
  std::error_code load();

  enum class Set : std::uint8_t { done, bad_url, not_saved };
  Set set(AccountId account, std::string_view url, std::uint64_t from_seq);
  void remove(AccountId account);

  std::string_view url(AccountId account) const;
  std::uint64_t next_seq(AccountId account) const;

  // There may be new events, and all that there are is durable.
  void poke();

  void stop();

 private:
  friend class WebhookDelivery;

  struct Hook {
    std::string url;  // empty: none
    WebhookUrl target;
    std::uint64_t next_seq = 1;
    std::uint64_t saved_seq = 1;
    std::shared_ptr<bool> current;  // false once this registration was replaced
    std::weak_ptr<WebhookDelivery> delivery;
  };

  void end(Hook& hook);
  void delivered(AccountId account);
  void finished(AccountId account);
  std::error_code save();

  ServerCore& core_;
  std::filesystem::path directory_;
  std::vector<Hook> hooks_;  // by account
};

}  // namespace onefold::venue
