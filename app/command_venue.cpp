// `onefold venue`: the exchange on real TCP, for programs that cannot be simulated.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <set>
#include <stdexcept>
#include <system_error>

#include "app/commands.hpp"
#include "app/live/credentials_file.hpp"
#include "app/live/live_venue.hpp"
#include "harness/scenario/chaos_file.hpp"
#include "harness/scenario/scenario_error.hpp"
#include "venue/profile/find_profile.hpp"

namespace onefold::app {
namespace {

namespace fs = std::filesystem;

constexpr int decimals_max = 9;

// What is wrong with an argument; status 64.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

bool is_word(std::string_view text, std::size_t size_max) {
  return !text.empty() && text.size() <= size_max &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

ListenAddress address_of(const std::string& option, const std::string& text) {
  const auto address = parse_listen_address(text);
  if (!address) {
    throw UsageError(fmt::format(
        "{}: expected a numeric address and a port, such as 127.0.0.1:0 or [::1]:4001, found \"{}\"", option,
        text));
  }
  return *address;
}

// "BTC-USD:2:1": decimals of the price and of the quantity.
venue::Instrument instrument_of(const std::string& text) {
  const auto wrong = [&] {
    return UsageError(fmt::format(
        "--instrument: expected SYMBOL:PRICE_DECIMALS:QUANTITY_DECIMALS, such as BTC-USD:2:1, found \"{}\"",
        text));
  };
  const std::size_t last = text.rfind(':');
  if (last == std::string::npos || last == 0) throw wrong();
  const std::size_t first = text.rfind(':', last - 1);
  if (first == std::string::npos) throw wrong();
  const auto decimals = [&](std::size_t from, std::size_t to) {
    int value = -1;
    const auto [end, error] = std::from_chars(text.data() + from, text.data() + to, value);
    if (error != std::errc() || end != text.data() + to || value < 0 || value > decimals_max) throw wrong();
    return value;
  };
  venue::Instrument instrument{text.substr(0, first), decimals(first + 1, last),
                               decimals(last + 1, text.size())};
  if (!is_word(instrument.symbol, venue::symbol_size_max)) throw wrong();
  return instrument;
}

std::vector<venue::Instrument> instruments_of(const std::vector<std::string>& texts) {
  if (texts.empty()) return {{"BTC-USD", 2, 1}, {"ETH-USD", 2, 1}};
  std::vector<venue::Instrument> instruments;
  std::set<std::string> seen;
  for (const std::string& text : texts) {
    instruments.push_back(instrument_of(text));
    if (!seen.insert(instruments.back().symbol).second)
      throw UsageError(fmt::format("--instrument: {} is given twice", instruments.back().symbol));
  }
  return instruments;
}

venue::Profile profile_of(const std::string& name) {
  const std::vector<std::string> built_in = venue::built_in_profiles();
  const bool known =
      std::find(built_in.begin(), built_in.end(), name.substr(0, name.find(':'))) != built_in.end();
  if (known || venue::names_file(name)) return venue::find_profile(name, "");
  throw UsageError(fmt::format("--profile: expected a file NAME.json or one of {}, found \"{}\"",
                               fmt::join(built_in, ", "), name));
}

std::vector<std::string> accounts_of(const VenueArguments& arguments,
                                     const std::vector<venue::Credentials>& credentials) {
  std::vector<std::string> accounts = arguments.accounts;
  for (const venue::Credentials& one : credentials) accounts.push_back(one.account);
  if (accounts.empty()) accounts.emplace_back("A");
  std::sort(accounts.begin(), accounts.end());
  accounts.erase(std::unique(accounts.begin(), accounts.end()), accounts.end());
  for (const std::string& account : accounts) {
    if (is_word(account, venue::account_size_max) && account != venue::crowd_account_name) continue;
    throw UsageError(
        fmt::format("--account: expected 1 to {} printable bytes without blanks, not \"{}\", "
                    "found \"{}\"",
                    venue::account_size_max, venue::crowd_account_name, account));
  }
  return accounts;
}

std::int64_t crowd_period_ns(const std::string& word) {
  if (word == "calm") return harness::crowd_calm_ns;
  return word == "busy" ? harness::crowd_busy_ns : 0;
}

// The directory of a journal that nobody asked to keep: gone at the end.
class DataDirectory {
 public:
  explicit DataDirectory(const std::string& wanted) : path_(wanted) {
    std::error_code error;
    if (!wanted.empty()) {
      fs::create_directories(path_, error);
      if (error) throw std::runtime_error(fmt::format("--data: {}: {}", wanted, error.message()));
      return;
    }
    std::string pattern = (fs::temp_directory_path() / "onefold-venue-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr)
      throw std::system_error(errno, std::generic_category(), pattern);
    path_ = pattern;
    temporary_ = true;
  }
  ~DataDirectory() {
    std::error_code ignored;
    if (temporary_) fs::remove_all(path_, ignored);
  }
  DataDirectory(const DataDirectory&) = delete;
  DataDirectory& operator=(const DataDirectory&) = delete;

  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
  bool temporary_ = false;
};

// Throws UsageError, or another exception for a file that is wrong.
LiveVenueOptions options_of(const VenueArguments& arguments) {
  LiveVenueOptions options;
  options.listen = address_of("--listen", arguments.listen);
  options.events_port = arguments.events_port;
  if (!arguments.metrics.empty()) options.metrics = address_of("--metrics", arguments.metrics);
  options.seed = arguments.seed;
  options.fault_log = arguments.fault_log;
  venue::VenueOptions& inner = options.venue;
  inner.profile = profile_of(arguments.profile);
  inner.dialect = venue::parse_dialect(arguments.dialect).value();
  inner.instruments = instruments_of(arguments.instruments);
  if (!arguments.credentials.empty()) inner.credentials = load_credentials(arguments.credentials);
  if (inner.dialect == venue::Dialect::http && inner.credentials.empty())
    throw UsageError("--dialect http: requests are signed, so --credentials is needed");
  inner.accounts = accounts_of(arguments, inner.credentials);
  inner.crowd.period_ns = crowd_period_ns(arguments.crowd);
  inner.connections_max = arguments.connections_max;
  options.message_timeout = std::chrono::milliseconds(arguments.message_timeout_ms);
  if (!arguments.chaos.empty()) options.chaos = harness::load_chaos(arguments.chaos, inner.accounts);
  if (arguments.fault_log.empty()) return options;
  if (arguments.chaos.empty()) throw UsageError("--fault-log: without --chaos nothing strikes");
  if (!std::ofstream(arguments.fault_log, std::ios::app))
    throw std::runtime_error("--fault-log: " + arguments.fault_log + ": cannot be written");
  return options;
}

void print_ready(const LiveAddresses& addresses) {
  std::string line =
      fmt::format("ready orders={} events={}", to_string(addresses.orders), to_string(addresses.events));
  if (addresses.metrics) line += " metrics=" + to_string(*addresses.metrics);
  fmt::print("{}\n", line);
  std::fflush(stdout);
}

void warn(const std::string& what) {
  fmt::print(stderr, "onefold venue: warning: {}\n", what);
}

void warn_of_reach(const LiveVenueOptions& options) {
  if (!is_loopback(options.listen)) {
    warn(to_string(options.listen) + " can be reached from other machines" +
         (options.venue.dialect == venue::Dialect::native ? ", and this dialect checks no signature" : ""));
  }
  if (options.metrics && !is_loopback(*options.metrics))
    warn(to_string(*options.metrics) + " can be reached from other machines, and metrics are not protected");
}

}  // namespace

int venue_command(const VenueArguments& arguments) {
  LiveVenueOptions options;
  std::optional<DataDirectory> data;
  try {
    options = options_of(arguments);
    data.emplace(arguments.data);
  } catch (const UsageError& error) {
    fmt::print(stderr, "onefold venue: {}\n", error.what());
    return exit_usage;
  } catch (const std::runtime_error& error) {
    fmt::print(stderr, "onefold venue: {}\n", error.what());
    return exit_bad_input;
  }
  options.venue.data_dir = data->path();
  warn_of_reach(options);
  const LiveVenueEnd end = serve_venue(std::move(options), print_ready, warn);
  for (const std::string& fault : end.unasked) warn("never came up: " + fault);
  if (!end.failed) return exit_held;
  fmt::print(stderr, "onefold venue: {}\n", end.failure);
  return end.bad_journal ? exit_bad_input : exit_internal;
}

}  // namespace onefold::app
