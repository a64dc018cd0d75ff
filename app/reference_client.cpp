#include "app/reference_client.hpp"

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "client/client.hpp"
#include "venue/profile/time_span.hpp"

namespace onefold::app {
namespace {

class ReferenceClient final : public harness::ClientUnderTest {
 public:
  ReferenceClient(harness::ClientBoot& boot, client::ClientOptions options, client::ClientParts parts)
      : client_(boot.io, std::move(options), std::move(parts), boot.observer) {}

  void start() {
    if (std::error_code error = client_.start()) {
      throw std::runtime_error("the client cannot start: " + error.message() + ": " +
                               std::string(client_.complaint()));
    }
  }
  void submit(const venue::Intent& intent) override { client_.submit(intent); }
  venue::ClientView view() const override { return client_.view(); }

 private:
  client::ExecutionClient client_;
};

// The complaint, or nothing when `options` now are as the text says.
std::string configure(client::ClientOptions& options, const std::string& text) {
  if (text.empty()) return {};
  client::Bounds& bounds = options.bounds;
  const auto configuration = nlohmann::json::parse(text);
  for (const auto& [key, value] : configuration.items()) {
    if (key == "attempts_max") {
      constexpr int most = 1'000;
      if (!value.is_number_unsigned() || value < 1 || value > most)
        return "attempts_max: expected a number from 1 to 1000, found " + value.dump();
      bounds.attempts_max = value.get<int>();
    } else if (key == "deadline") {
      const auto span_ns =
          value.is_string() ? venue::parse_time_span(value.get<std::string>()) : std::nullopt;
      if (!span_ns || *span_ns <= 0)
        return "deadline: expected a time such as \"300ms\", found " + value.dump();
      bounds.deadline_ns = *span_ns;
    } else if (key == "batch") {
      if (!value.is_boolean()) return "batch: expected true or false, found " + value.dump();
      options.batch_orders = value.get<bool>();
    } else if (key == "events") {
      if (value != "stream" && value != "webhook")
        return "events: expected \"stream\" or \"webhook\", found " + value.dump();
      options.webhook_port = value == "webhook" ? harness::webhook_port : 0;
    } else {
      return "expected attempts_max, batch, deadline or events, found \"" + key + "\"";
    }
  }
  return {};
}

}  // namespace

std::string check_configuration(const std::string& configuration) {
  client::ClientOptions options;
  return configure(options, configuration);
}

client::ClientOptions client_options(const harness::ClientBoot& boot) {
  client::ClientOptions options;
  options.name = boot.name;
  options.account = boot.account;
  options.venue_host = boot.venue_host;
  options.orders_port = boot.orders_port;
  options.events_port = boot.events_port;
  options.data_dir = boot.data_dir;
  options.profile = boot.profile;
  options.dialect = boot.dialect;
  options.credentials = boot.credentials;
  options.instruments = boot.instruments;
  options.tls_ca = boot.tls_ca;
  options.bounds.late_delivery_ns = boot.late_delivery_bound_ns;
  if (std::string wrong = configure(options, boot.configuration); !wrong.empty())
    throw std::runtime_error("config: " + wrong);
  if (!boot.id_scheme.empty()) {
    auto scheme = client::parse_id_scheme(boot.id_scheme);
    if (!scheme) throw std::runtime_error("no id scheme \"" + boot.id_scheme + "\"");
    options.ids = *scheme;
  } else if (!client::check_scheme(options.ids, options.profile.id).empty()) {
    options.ids = client::fitting_scheme(options.profile.id);
  }
  return options;
}

std::unique_ptr<harness::ClientUnderTest> make_reference_client(harness::ClientBoot& boot,
                                                                const MakeParts& make_parts) {
  client::ClientOptions options = client_options(boot);
  client::ClientParts parts = make_parts(options);
  auto client = std::make_unique<ReferenceClient>(boot, std::move(options), std::move(parts));
  client->start();
  return client;
}

}  // namespace onefold::app
