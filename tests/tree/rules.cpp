// The banned words. A new exception is a reviewed act: say in the file itself why it needs the word.
#include "tests/tree/rules.hpp"

namespace onefold::tree {

namespace {

// Whatever decides how a run goes: a simulated run must be a function of scenario, seed and faults alone.
const std::vector<std::string_view> shapes_runs = {"sim/", "venue/", "client/", "properties/", "harness/"};
// The simulator and the judges, which live outside virtual time and must not look at the wall clock either.
const std::vector<std::string_view> outside_time = {"sim/", "properties/", "harness/"};
// The door defines these very calls for the code under test.
const std::vector<std::string_view> door = {"sim/door/", "sim/agent/"};
const std::vector<std::string_view> wall_clock = {"sim/door/", "sim/agent/", "harness/wall_clock"};
const std::vector<std::string_view> decides = {"sim/core/", "sim/net/", "sim/os/",    "sim/node/",
                                               "venue/",    "client/",  "properties/"};

}  // namespace

const std::vector<Rule>& banned_words() {
  static const std::string_view clock =
      "virtual time; the wall clock only ends runs (harness/wall_clock.hpp)";
  static const std::string_view draw = "a hash of seed and key (sim/core), or the node's random bytes";
  static const std::string_view one_thread = "one thread per world; --jobs forks processes";
  static const std::vector<Rule> rules = {
      {"random_device",
       {""},
       {"client/random_source", "sim/door/", "tests/sim/door/", "examples/process_clients/"},
       draw},
      {"rand", {""}, {"sim/door/", "tests/sim/door/", "harness/tls_random.cpp"}, draw},
      {"srand", {""}, door, draw},
      {"random_shuffle", {""}, {}, draw},
      {"default_random_engine", {""}, {}, draw},
      {"mt19937", shapes_runs, {}, draw},
      {"mt19937_64", shapes_runs, {}, draw},
      {"uniform_int_distribution",
       {""},
       {},
       "integer arithmetic on a hash; distributions differ between libraries"},
      {"uniform_real_distribution",
       {""},
       {},
       "integer arithmetic on a hash; distributions differ between libraries"},
      {"bernoulli_distribution", {""}, {}, "an integer ratio"},
      {"normal_distribution", {""}, {}, "integer arithmetic on a hash"},
      {"exponential_distribution", {""}, {}, "integer arithmetic on a hash"},
      {"poisson_distribution", {""}, {}, "integer arithmetic on a hash"},
      {"discrete_distribution", {""}, {}, "integer arithmetic on a hash"},
      {"shuffle", shapes_runs, {}, "a sort by keyed hash"},
      {"system_clock", outside_time, wall_clock, clock},
      {"steady_clock", outside_time, wall_clock, clock},
      {"high_resolution_clock", {""}, {}, "steady_clock"},
      {"gettimeofday", {""}, {"sim/door/", "sim/agent/", "tests/sim/door/"}, clock},
      {"clock_gettime", shapes_runs, wall_clock, clock},
      {"std::thread", shapes_runs, door, one_thread},
      {"std::jthread", shapes_runs, door, one_thread},
      {"std::async", {""}, {"tests/sim/door/programs/"}, one_thread},
      {"std::mutex", shapes_runs, door, one_thread},
      {"thread_local",
       shapes_runs,
       {"sim/door/", "sim/os/current"},
       "members; objects keep no state outside themselves"},
      {"double", decides, {}, "integers, ratios or venue::Decimal; floating point differs between builds"},
      {"float", decides, {}, "integers, ratios or venue::Decimal; floating point differs between builds"},
      {"std::map<const void*", {""}, {}, "a key that does not depend on addresses"},
      {"uintptr_t", shapes_runs, door, "a number that does not depend on addresses"},
      {"std::regex", shapes_runs, {}, "hand-written parsing; std::regex is slow and recurses without bound"},
      {"NDEBUG", {""}, {}, "assertions that stay on in every build"},
      {"sleep_for", {""}, {"tests/sim/door/", "examples/process_clients/"}, "virtual time"},
      {"usleep", {""}, {"sim/door/", "sim/agent/", "tests/sim/door/"}, "virtual time"},
      {"const_cast", shapes_runs, door, "a type that says who may write"},
      {"using namespace std;", {""}, {}, "qualified names"},
      {"malloc", {""}, door, "containers"},
      {"goto", {""}, {}, "structured control flow"},
      {"strcpy", {""}, {}, "std::string or std::span, with the length checked"},
      {"sprintf", {""}, {}, "snprintf, std::to_chars or fmt"},
      {"strcat", {""}, {}, "std::string"},
      {"atoi", {""}, {}, "std::from_chars, which reports errors"},
      {"strtok", {""}, {}, "std::string_view"},
  };
  return rules;
}

const std::vector<OrderFreeWalk>& order_free_walks() {
  static const std::vector<OrderFreeWalk> walks = {
      {"venue/semantics/id_store.cpp", "entries_", "the digest of the store is a sum of hashes"},
  };
  return walks;
}

}  // namespace onefold::tree
