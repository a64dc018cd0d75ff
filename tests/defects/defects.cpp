#include "tests/defects/defects.hpp"

#include "tests/defects/client_defect.hpp"

namespace onefold::defects {

void add_planted_defects(harness::Registry& registry) {
  add_id_defects(registry);
  add_submission_defects(registry);
  add_reply_defects(registry);
  add_ledger_defects(registry);
  add_fill_defects(registry);
  add_order_defects(registry);
  add_venue_defects(registry);
  add_failover_defects(registry);
  add_program_defects(registry);
}

}  // namespace onefold::defects
