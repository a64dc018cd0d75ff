// How a defective client is made: the project's own, with some of its parts replaced.
#pragma once

#include <functional>
#include <string>
#include <utility>

#include "app/reference_client.hpp"
#include "harness/subject.hpp"

namespace onefold::defects {

// Changes the correct parts into defective ones.
using Spoil = std::function<void(client::ClientParts& parts, const client::ClientOptions& options)>;

// Registers the client and what is known of its defect. Its scenario is negative/NAME.json.
inline void add_client_defect(harness::Registry& registry, const std::string& name,
                              const std::string& bug_class, int depth, const std::string& summary,
                              Spoil spoil) {
  registry.add(harness::ClientImplementation{
      name, "defective: " + summary, [spoil = std::move(spoil)](harness::ClientBoot& boot) {
        return app::make_reference_client(boot, [&](const client::ClientOptions& options) {
          client::ClientParts parts = client::default_parts(options);
          spoil(parts, options);
          return parts;
        });
      }});
  registry.add(harness::PlantedDefect{name, bug_class, summary, "negative/" + name + ".json", depth});
}

void add_id_defects(harness::Registry& registry);
void add_submission_defects(harness::Registry& registry);
void add_reply_defects(harness::Registry& registry);
void add_ledger_defects(harness::Registry& registry);
void add_fill_defects(harness::Registry& registry);
void add_order_defects(harness::Registry& registry);
void add_venue_defects(harness::Registry& registry);
void add_failover_defects(harness::Registry& registry);
void add_program_defects(harness::Registry& registry);

}  // namespace onefold::defects
