// `onefold list`: what the program knows by name.
#include <fmt/format.h>

#include "app/commands.hpp"
#include "app/writable_statics.hpp"
#include "client/id_scheme.hpp"
#include "harness/probes.hpp"
#include "properties/property.hpp"
#include "sim/core/fault.hpp"

namespace onefold::app {
namespace {

// The levels from which a property can be judged.
std::string_view shown_from(venue::AdapterLevel level) {
  switch (level) {
    case venue::AdapterLevel::orders_only:
      return "anything";
    case venue::AdapterLevel::with_positions:
      return "positions";
    case venue::AdapterLevel::full_view:
      return "their full view";
  }
  return "?";
}

void list_properties() {
  for (const properties::PropertyEntry& entry : properties::property_registry()) {
    fmt::print("{:<26} {}\n{:27}checked: {}; of clients that show: {}; assumes: {}\n",
               to_string(entry.property), entry.description, "", entry.when, shown_from(entry.level),
               entry.assumes);
  }
}

void list_faults() {
  for (int i = 0; i < sim::fault_kind_count; ++i)
    fmt::print("{}\n", sim::to_string(static_cast<sim::FaultKind>(i)));
}

void list_probes(const harness::Registry& registry) {
  for (const std::string& name : harness::probe_names(registry)) fmt::print("{}\n", name);
}

int list_statics() {
  WritableStatics statics = read_writable_statics("/proc/self/exe");
  if (!statics.problem.empty()) {
    fmt::print(stderr, "onefold list: the variables of this program cannot be read: {}\n", statics.problem);
    return exit_internal;
  }
  for (const WritableStatic& one : statics.all) fmt::print("{:>8} bytes  {}\n", one.size, one.name);
  fmt::print(
      "{} writable variables outside of Onefold and its libraries{}\n", statics.all.size(),
      statics.all.empty() ? "" : ": what they hold survives a restart of a node, which no process does");
  return exit_held;
}

}  // namespace

int list_command(const harness::Registry& registry, const ListArguments& arguments) {
  const std::string& what = arguments.what;
  if (what != "codes" && !(arguments.profile.empty() && arguments.code.empty())) {
    fmt::print(stderr, "onefold list: --profile and --code are for codes only\n");
    return exit_usage;
  }
  if (what == "clients") {
    for (const auto& client : registry.clients()) fmt::print("{:<28} {}\n", client.name, client.summary);
  } else if (what == "venues") {
    for (const auto& venue : registry.venues()) fmt::print("{:<28} {}\n", venue.name, venue.summary);
  } else if (what == "defects") {
    for (const auto& defect : registry.defects()) {
      fmt::print("{:<28} {:<28} depth {}  {}\n", defect.name, defect.bug_class, defect.depth, defect.summary);
    }
  } else if (what == "profiles") {
    return list_profiles(arguments.json);
  } else if (what == "codes") {
    return list_codes(arguments);
  } else if (what == "properties") {
    list_properties();
  } else if (what == "faults") {
    list_faults();
  } else if (what == "probes") {
    list_probes(registry);
  } else if (what == "strategies") {
    for (const harness::StrategyEntry& entry : harness::strategies()) {
      fmt::print("{:<10} {}\n", entry.word, entry.summary);
    }
  } else if (what == "statics") {
    return list_statics();
  } else if (what == "ids") {
    for (auto scheme : {client::IdScheme::uuid_v4, client::IdScheme::uuid_v7, client::IdScheme::ulid,
                        client::IdScheme::nano_id, client::IdScheme::derived}) {
      fmt::print("{}\n", client::to_string(scheme));
    }
  } else {
    fmt::print(stderr,
               "onefold list: no \"{}\"; expected clients, venues, profiles, codes, properties, faults, "
               "probes, defects, ids, statics or strategies\n",
               what);
    return exit_usage;
  }
  return exit_held;
}

}  // namespace onefold::app
