// Fuzz target: the decisions of a run of the project's own client and exchange.
// First byte: profile, delivery model and number of clients. Second: background seed, calm if odd. The rest:
// harness/search/bytes_decider.hpp.
//
// Any violation is a finding, and so is a run that its list of faults does not repeat. Before it ends the
// process it leaves a capsule and says how to replay it; an assertion of the code under test does so too.
#include <signal.h>

#include <fmt/format.h>
#include <optional>

#include "app/reference_components.hpp"
#include "harness/plan.hpp"
#include "harness/run_capsule.hpp"
#include "harness/search/bytes_decider.hpp"
#include "reports/save_file.hpp"
#include "sim/door/door.hpp"
#include "sim/os/current.hpp"
#include "tests/fuzz/fuzz_input.hpp"
#include "venue/profile/find_profile.hpp"

namespace {

using namespace onefold;
using harness::FaultWords;
using harness::Plan;

// Every kind that chaos may draw; the contract takes off what no client could survive on a venue.
constexpr std::string_view base_text = R"({
  "name": "decisions of a fuzzer",
  "purpose": "Faults read off the fuzzer's bytes.",
  "venue": { "profile": "reject-for-ever" },
  "clients": [{ "name": "desk-1" }],
  "intents": [
    { "id": "I1", "at": "10ms", "again": ["60ms"],
      "place": { "symbol": "BTC-USD", "side": "buy", "quantity": "1.5", "limit": "100.10" } },
    { "id": "I2", "at": "20ms", "place": { "symbol": "BTC-USD", "side": "sell", "quantity": "2.1", "limit": "99.90" } },
    { "id": "I3", "at": "30ms", "place": { "symbol": "ETH-USD", "side": "buy", "quantity": "3.7", "limit": "99.00" } },
    { "id": "I4", "at": "35ms", "place": { "symbol": "ETH-USD", "side": "buy", "quantity": "3.7", "limit": "99.00" } },
    { "id": "I5", "at": "90ms", "replace": { "target": "I3", "quantity": "4.2", "limit": "99.50" } },
    { "id": "I6", "at": "150ms", "cancel": "I1" }
  ],
  "network": { "longest_delay": "400ms" },
  "chaos": {
    "drop": "1/2", "duplicate": "1/2", "reorder": "1/2", "delay": "1/2",
    "cut": "1/2", "reset-before": "1/2", "reset-after": "1/2", "silence": "1/2", "refuse": "1/2", "unanswered": "1/2",
    "kill": "1/2", "power-loss": "1/2", "short-write": "1/2", "no-space": "1/2", "write-error": "1/2",
    "fsync-error": "1/2", "clock-skew": "1/2", "clock-drift": "1/2", "clock-jump": "1/2", "stale-query": "1/2",
    "partition": "1/2", "pause": "1/2", "crash": "1/2",
    "until": "800ms"
  }
})";

// One run under way, so that its end by a signal can be told.
struct Told {
  const Plan* plan = nullptr;  // null: none is under way
  harness::RunOptions options;
  std::vector<FaultWords> faults;  // that struck so far
};
Told told;

class TellingDecider final : public sim::Decider {
 public:
  TellingDecider(std::span<const std::uint8_t> bytes, const harness::Setting& setting)
      : names_(setting.names), inner_(bytes, setting.chaos) {}
  void decide(const sim::Point& point, std::vector<sim::Fault>& out) override {
    inner_.decide(point, out);
    for (const sim::Fault& fault : out) told.faults.push_back(harness::words_of(names_, fault));
  }

 private:
  const sim::NameTable& names_;
  harness::BytesDecider inner_;
};

const std::vector<Plan>& plans() {
  static harness::Registry registry;  // plans point into it
  static const std::vector<Plan> made = [] {
    app::add_reference_components(registry);
    std::vector<Plan> all;
    for (const std::string& profile : venue::generic_profiles()) {
      for (const harness::Model model : {harness::Model::hops, harness::Model::direct}) {
        for (const std::uint32_t clients : {1U, 2U}) {
          harness::Scenario scenario = harness::parse_scenario(base_text, "decisions");
          scenario.venue.profile = profile;
          scenario.network.model = model;
          if (clients == 2) {
            scenario.clients.push_back(scenario.clients.front());
            scenario.clients.back().name = "desk-2";
            for (const std::size_t i : {1, 3}) scenario.intents[i].client = "desk-2";
          }
          all.push_back(harness::make_plan(registry, std::move(scenario), "decisions", "decisions"));
        }
      }
    }
    return all;
  }();
  return made;
}

// Leaves a capsule, and says what there is to see.
void tell(const harness::RunResult& run) {
  const properties::Violation& violation = run.violations.front();
  const std::string text = harness::write_capsule(harness::run_capsule(*told.plan, told.options, run));
  const std::string file = fmt::format("onefold-out/fuzz-{:016x}.json", sim::hash_bytes(text));
  fmt::print(stderr, "VIOLATED  {}   profile {}   blame: {}\n  {}\n", violation.property,
             told.plan->scenario.venue.profile, violation.blamed, violation.explanation);
  for (const std::string& line : harness::describe(run.struck)) fmt::print(stderr, "    {}\n", line);
  if (const std::error_code error = reports::save_file(file, text)) {
    fmt::print(stderr, "  {}: {}\n", file, error.message());
  } else {
    fmt::print(stderr, "  replay:  onefold replay {}\n", file);
  }
}

// What follows a death is the real system's again: nothing of it may end up on a simulated disk or clock.
void tell_of_death() {
  sim::current_process = nullptr;
  if (told.plan == nullptr) return;
  harness::RunResult run;
  properties::Violation& violation = run.violations.emplace_back();
  violation.property = harness::program_survives;
  violation.blamed = "nobody";
  violation.explanation = "the program ended itself";
  run.struck = told.faults;
  tell(run);
  told.plan = nullptr;
}

struct sigaction abort_before;
struct sigaction alarm_before;

// Of assertions, and of the door's refusals. Raised by the code that runs, so all calls are safe here.
void on_abort(int signal) {
  tell_of_death();
  ::sigaction(signal, &abort_before, nullptr);
  ::raise(signal);
}

// libFuzzer looks at the clock to see whether a run hangs; it must be the real one.
void on_alarm(int signal, siginfo_t* info, void* context) {
  sim::EnterProcess real(nullptr);
  alarm_before.sa_sigaction(signal, info, context);
}

void prepare() {
  std::string problem;
  fuzz::expect(sim::door_in_effect(problem), problem);
  struct sigaction abort_now = {};
  abort_now.sa_handler = on_abort;
  ::sigaction(SIGABRT, &abort_now, &abort_before);
  ::sigaction(SIGALRM, nullptr, &alarm_before);
  if ((alarm_before.sa_flags & SA_SIGINFO) == 0) return;  // no libFuzzer
  struct sigaction alarm_now = alarm_before;
  alarm_now.sa_sigaction = on_alarm;
  ::sigaction(SIGALRM, &alarm_now, nullptr);
}

// Runs once more what struck, as every replay does.
constexpr std::uint64_t repeat_every = 16;

}  // namespace

// libFuzzer's memory watcher is a thread that LeakSanitizer does not know: the door's pthread_create comes
// first.
extern "C" const char* __lsan_default_suppressions() {
  return "leak:fuzzer::FuzzerDriver\n";
}

// Called by the sanitizers, where there are any, before they report.
extern "C" void __asan_on_error() {
  tell_of_death();
}
extern "C" void __ubsan_on_report() {
  tell_of_death();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const bool prepared = (prepare(), true);
  (void)prepared;
  if (size < 2) return 0;
  const Plan& plan = plans()[data[0] % plans().size()];
  const std::span<const std::uint8_t> bytes(data + 2, size - 2);
  told.plan = &plan;
  told.faults.clear();
  told.options = {};
  told.options.seed = data[1] / 2;
  told.options.calm = data[1] % 2 != 0;
  told.options.strategy = [bytes](const harness::Setting& setting) {
    return std::make_unique<TellingDecider>(bytes, setting);
  };
  const harness::RunResult first = harness::run_once(plan, told.options);
  if (!first.violations.empty()) {
    tell(first);
    told.plan = nullptr;
    std::abort();
  }
  fuzz::expect(!first.beyond, "the filter keeps every fault within the contract");
  fuzz::expect(!first.inconclusive, "a run ends within its bounds");
  if (first.digest % repeat_every == 0) {
    told.options.faults = told.faults = first.struck;
    const harness::RunResult again = harness::run_once(plan, told.options);
    fuzz::expect(again.digest == first.digest, "a run is repeated by the list of its faults");
  }
  told.plan = nullptr;
  return 0;
}
