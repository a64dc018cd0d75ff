// The project's exchange as a subject.
#pragma once

#include <memory>

#include "harness/subject.hpp"
#include "venue/server/venue_options.hpp"

namespace onefold::app {

// The options that a boot asks for.
venue::VenueOptions venue_options(const harness::VenueBoot& boot);

// A venue that cannot start (its disk fails) counts as stopped: its supervisor tries again.
std::unique_ptr<harness::VenueUnderTest> make_reference_venue(harness::VenueBoot& boot);

}  // namespace onefold::app
