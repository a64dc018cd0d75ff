#include "app/command_client.hpp"

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <stdexcept>

#include "app/process_lines.hpp"
#include "sim/door/foreign_launch.hpp"
#include "sim/door/foreign_process.hpp"
#include "sim/os/current.hpp"
#include "sim/os/process.hpp"

namespace onefold::app {
namespace {

using harness::AdapterLevel;

constexpr int status_stopped_itself = 75;                            // EX_TEMPFAIL of sysexits.h
constexpr std::uint64_t output_bytes_max = std::uint64_t{64} << 20;  // of one life
constexpr std::int64_t millisecond_ns = 1'000'000;

std::vector<std::string> environment_of(const harness::ClientBoot& boot) {
  const auto number = [](std::int64_t value) { return std::to_string(value); };
  const bool http = boot.dialect == venue::Dialect::http;
  return {"ONEFOLD_CLIENT=" + boot.name,
          "ONEFOLD_ACCOUNT=" + boot.account,
          "ONEFOLD_VENUE_HOST=" + boot.venue_host,
          "ONEFOLD_ORDERS_PORT=" + number(boot.orders_port),
          "ONEFOLD_EVENTS_PORT=" + number(boot.events_port),
          "ONEFOLD_DIALECT=" + std::string(venue::name(boot.dialect)),
          "ONEFOLD_BASE_URL=" + (http ? (boot.tls_ca.empty() ? "http://" : "https://") + boot.venue_host +
                                            ":" + number(boot.orders_port)
                                      : std::string()),
          "ONEFOLD_API_KEY=" + boot.credentials.api_key,
          "ONEFOLD_API_SECRET=" + boot.credentials.secret,
          "ONEFOLD_TLS_CA=" + boot.tls_ca,
          "ONEFOLD_DATA_DIR=" + boot.data_dir,
          "ONEFOLD_LATE_DELIVERY_MS=" + number(boot.late_delivery_bound_ns / millisecond_ns),
          "ONEFOLD_INSTRUMENTS=" + instruments_text(boot.instruments),
          "ONEFOLD_PROFILE=" + profile_text(boot.profile),
          "ONEFOLD_IDS=" + boot.id_scheme,
          "ONEFOLD_CONFIG=" + boot.configuration};
}

std::string shortened(std::string_view line) {
  constexpr std::size_t most = 200;
  return std::string(line.substr(0, most)) + (line.size() > most ? "..." : "");
}

class CommandClient final : public harness::ClientUnderTest {
 public:
  CommandClient(harness::ClientBoot& boot, std::vector<std::string> words)
      : observer_(boot.observer),
        instruments_(boot.instruments),
        symbol_of_(boot.symbol_of),
        shows_log_(std::getenv("ONEFOLD_SHOW") != nullptr),
        program_(*sim::current_process, {std::move(words), environment_of(boot)},
                 [this](std::string_view bytes) { take(bytes); }) {}

  void submit(const venue::Intent& intent) override {
    program_.give(
        intent_line(intent, intent.symbol.empty() ? symbol_of_(intent.id) : intent.symbol, instruments_));
  }
  venue::ClientView view() const override { return view_; }
  bool stopped() const override { return stopped_; }
  bool accepts_later() const override { return true; }

  bool poll_one() override {
    if (stopped_ || !program_.step()) return false;
    if (!problem_.empty()) throw std::runtime_error(problem_);
    if (const auto end = program_.ended(); end && !sim::current_process->dying()) close(*end);
    return true;
  }

 private:
  void take(std::string_view bytes) {
    taken_ += bytes.size();
    if (taken_ > output_bytes_max && problem_.empty())
      problem_ = "it floods standard output: more than 64 MiB in one life";
    if (!problem_.empty()) return;
    line_ += bytes;
    std::size_t begin = 0;
    for (std::size_t end = 0; (end = line_.find('\n', begin)) != std::string::npos; begin = end + 1)
      take_line(std::string_view(line_).substr(begin, end - begin));
    line_.erase(0, begin);
    if (line_.size() > process_line_bytes_max && problem_.empty())
      problem_ = "it writes a line of more than 1 MiB to standard output: " + shortened(line_);
  }

  void take_line(std::string_view text) {
    if (text.empty() || !problem_.empty()) return;
    ProgramLine line;
    std::string expected;
    if (!parse_program_line(text, instruments_, line, expected)) {
      problem_ = "it writes a line that is not of the protocol; expected " + expected +
                 ", found: " + shortened(text);
      return;
    }
    if (auto* callback = std::get_if<venue::ClientCallback>(&line)) return observer_.on_callback(*callback);
    if (auto* view = std::get_if<venue::ClientView>(&line)) {
      view_ = std::move(*view);
    } else if (auto* path = std::get_if<PathLine>(&line)) {
      observer_.on_path({path->name, path->intent, path->client_order_id, path->attempt});
    } else if (shows_log_) {
      std::fprintf(stderr, "%s\n", std::get<LogLine>(line).text.c_str());
    }
  }

  void close(const sim::ForeignEnd& end) {
    if (end.signal == 0 && end.status == status_stopped_itself) {
      stopped_ = true;
      return;
    }
    std::string text = end.signal != 0 ? "it was killed by signal " + std::to_string(end.signal)
                                       : "it exited with status " + std::to_string(end.status);
    const std::string words = program_.last_words();
    throw std::runtime_error(words.empty() ? text : text + "; its last words:\n" + words);
  }

  venue::ClientObserver& observer_;
  const std::vector<venue::Instrument>& instruments_;
  std::function<std::string(std::string_view)> symbol_of_;
  bool shows_log_;
  bool stopped_ = false;
  std::uint64_t taken_ = 0;
  std::string line_;  // not yet whole
  std::string problem_;
  venue::ClientView view_;
  sim::ForeignProcess program_;
};

std::unique_ptr<harness::ClientUnderTest> make_command_client(harness::ClientBoot& boot) {
  std::string problem;
  std::vector<std::string> words = words_of_command(boot.command, problem);
  if (!problem.empty()) throw std::runtime_error(problem);
  return std::make_unique<CommandClient>(boot, std::move(words));
}

}  // namespace

std::vector<std::string> words_of_command(const std::string& command, std::string& problem) {
  std::vector<std::string> words;
  bool inside = false;
  char quote = '\0';
  for (const char c : command) {
    if (quote != '\0') {
      if (c == quote) {
        quote = '\0';
      } else {
        words.back() += c;
      }
    } else if (c == ' ' || c == '\t') {
      inside = false;
    } else {
      if (!inside) words.emplace_back();
      inside = true;
      if (c == '\'' || c == '"') {
        quote = c;
      } else {
        words.back() += c;
      }
    }
  }
  if (quote != '\0') problem = std::string("a command with an open ") + quote;
  if (words.empty()) problem = "a command without a word";
  if (!problem.empty()) words.clear();
  return words;
}

std::string check_command(const std::string& command) {
  std::string problem;
  const std::vector<std::string> words = words_of_command(command, problem);
  if (!problem.empty()) return "expected a program and its arguments, found " + problem;
  const std::string file = sim::find_executable(words.front());
  if (file.empty()) return "there is no program " + words.front();
  return sim::reason_to_refuse(file);
}

void add_command_clients(harness::Registry& registry) {
  const auto add = [&](const char* name, const char* summary, AdapterLevel level) {
    registry.add(
        harness::ClientImplementation{name, summary, make_command_client, {}, {}, level, check_command});
  };
  add("command", "a program of your own that shows everything, by its command line", AdapterLevel::full_view);
  add("command-with-positions", "a program of your own that shows its positions",
      AdapterLevel::with_positions);
  add("command-orders-only", "a program of your own, judged by its orders alone", AdapterLevel::orders_only);
}

}  // namespace onefold::app
