// On the virtual kernel, as on the real one (tests/client, tests/venue/server): a data directory has one
// client or one venue, in each of its lives.
#include <gtest/gtest.h>

#include "app/reference_client.hpp"
#include "app/reference_venue.hpp"
#include "client/ledger_file.hpp"
#include "client/parts.hpp"
#include "harness/run.hpp"
#include "tests/harness/sample_plan.hpp"
#include "venue/server/journal_file.hpp"

namespace onefold::harness {
namespace {

TEST(DataDirectory, IsRefusedToASecondClientAndASecondVenue) {
  int clients_refused = 0;
  int venues_refused = 0;
  const ClientImplementation client{"refused-twin", "", [&](ClientBoot& boot) {
                                      auto made = app::make_reference_client(boot, client::default_parts);
                                      client::FileLedger second(boot.data_dir);
                                      const auto error = second.open().error;
                                      clients_refused += error == std::errc::resource_unavailable_try_again;
                                      return made;
                                    }};
  const VenueImplementation venue{"refused-twin", "", [&](VenueBoot& boot) {
                                    auto made = app::make_reference_venue(boot);
                                    venue::JournalFile second;
                                    venue::JournalFile::Content content;
                                    const auto error = second.open(boot.data_dir, content);
                                    venues_refused += error == std::errc::resource_unavailable_try_again;
                                    return made;
                                  }};
  Plan plan = test::plan_of("fast/five-intents");
  plan.clients = {&client};
  plan.venue = &venue;
  RunOptions options;
  FaultWords crash;
  crash.key = "stimulus desk-1 I3 #1";
  crash.fault.kind = sim::FaultKind::crash;
  crash.fault.restart_after_ns = 50 * sim::millisecond_ns;
  options.faults.emplace();
  for (const char* node : {"desk-1", "venue"}) options.faults->emplace_back(crash).node = node;
  const RunResult run = run_once(plan, options);
  EXPECT_TRUE(run.violations.empty());
  EXPECT_EQ(run.struck.size(), 2u);
  EXPECT_EQ(clients_refused, 2);
  EXPECT_EQ(venues_refused, 2);
}

}  // namespace
}  // namespace onefold::harness
