// Transfers against the intents that meant them: one balance change per intent, and ids that the venue had to
// recall. Part of one-order-per-intent and of venue-keeps-its-contract.
//
// Attribution is by terms (account, asset, amount, receiver), never by the client's ids; identical intents
// are compared as a group. Transfers that the venue forgot do not count.
#pragma once

namespace onefold::properties {

class Evidence;
class Findings;

void check_transfers(const Evidence& evidence, Findings& findings);
void check_venue_transfers(const Evidence& evidence, Findings& findings);

}  // namespace onefold::properties
