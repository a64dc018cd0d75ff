// The project's execution client as a subject: the real one, with its real parts or with some of them
// replaced.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "client/options.hpp"
#include "client/parts.hpp"
#include "harness/subject.hpp"

namespace onefold::app {

using MakeParts = std::function<client::ClientParts(const client::ClientOptions& options)>;

// Throws std::runtime_error when the client refuses to start (a ledger that is damaged in its middle, or in
// use).
std::unique_ptr<harness::ClientUnderTest> make_reference_client(harness::ClientBoot& boot,
                                                                const MakeParts& make_parts);

// What is wrong with a client's "config" in a scenario; empty if nothing. The project's client takes
//   "attempts_max"  requests per intent over all lives, 1 to 1,000
//   "events"        with dialect http: "stream", the default, or "webhook"
//   "deadline"      how long its orders say they are valid, e.g. "300ms", where the venue checks that
std::string check_configuration(const std::string& configuration);

// The options that a boot asks for. An unknown id scheme and a bad configuration throw.
client::ClientOptions client_options(const harness::ClientBoot& boot);

}  // namespace onefold::app
