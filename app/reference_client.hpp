// The project's execution client as a subject: the real one, with its real parts or with some of them
// replaced.
#pragma once

#include <functional>
#include <memory>

#include "client/options.hpp"
#include "client/parts.hpp"
#include "harness/subject.hpp"

namespace onefold::app {

using MakeParts = std::function<client::ClientParts(const client::ClientOptions& options)>;

// Throws std::runtime_error when the client refuses to start (a ledger that is damaged in its middle).
std::unique_ptr<harness::ClientUnderTest> make_reference_client(harness::ClientBoot& boot,
                                                                const MakeParts& make_parts);

// The options that a boot asks for. An unknown id scheme throws.
client::ClientOptions client_options(const harness::ClientBoot& boot);

}  // namespace onefold::app
