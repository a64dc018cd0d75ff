// The checks, one per file of the property's name. Each reads the evidence and adds what it finds; none
// changes anything, none depends on another.
#pragma once

namespace onefold::properties {

class Evidence;
class Findings;

void check_one_order_per_intent(const Evidence& evidence, Findings& findings);
void check_never_overfilled(const Evidence& evidence, Findings& findings);
void check_exposure(const Evidence& evidence, Findings& findings);
void check_fills_applied_once(const Evidence& evidence, Findings& findings);
void check_positions_agree(const Evidence& evidence, Findings& findings);
void check_open_orders_agree(const Evidence& evidence, Findings& findings);
void check_quantities_add_up(const Evidence& evidence, Findings& findings);
void check_status_never_regresses(const Evidence& evidence, Findings& findings);
void check_ids_map_one_to_one(const Evidence& evidence, Findings& findings);
void check_no_orphan_orders(const Evidence& evidence, Findings& findings);
void check_every_intent_resolves(const Evidence& evidence, Findings& findings);
void check_accepted_intents_survive(const Evidence& evidence, Findings& findings);
void check_cancel_is_idempotent(const Evidence& evidence, Findings& findings);
void check_callbacks_once_in_order(const Evidence& evidence, Findings& findings);
void check_retries_within_budget(const Evidence& evidence, Findings& findings);
void check_venue_keeps_its_contract(const Evidence& evidence, Findings& findings);

}  // namespace onefold::properties
