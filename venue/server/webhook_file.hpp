// The registrations of webhooks on disk: the file `webhooks` next to the journal. Internal to venue/server.
//
// Text: one line `webhooks 1`, then for each registration `ACCOUNT NEXT URL`, the account percent-encoded,
// NEXT the number of the first event that is perhaps not delivered. Replaced as a whole, atomically.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

namespace onefold::venue {

struct WebhookRecord {
  std::string account;
  std::uint64_t next_seq = 1;
  std::string url;

  friend bool operator==(const WebhookRecord&, const WebhookRecord&) = default;
};

// No file: no records. bad_message: not such a file.
std::error_code load_webhooks(const std::filesystem::path& directory, std::vector<WebhookRecord>& records);

// Durable on success; on an error the file may be the old one or the new one.
std::error_code save_webhooks(const std::filesystem::path& directory,
                              const std::vector<WebhookRecord>& records);

}  // namespace onefold::venue
