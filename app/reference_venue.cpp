#include "app/reference_venue.hpp"

#include <filesystem>
#include <system_error>

#include "venue/server/server.hpp"

namespace onefold::app {
namespace {

class ReferenceVenue final : public harness::VenueUnderTest {
 public:
  explicit ReferenceVenue(harness::VenueBoot& boot)
      : server_(boot.io, venue_options(boot), boot.observer, &boot.misbehaviour) {
    std::error_code ignored;  // start() says what is wrong with the directory
    std::filesystem::create_directories(boot.data_dir, ignored);
    started_ = !server_.start();
  }
  bool stopped() const override { return !started_ || !server_.serving(); }

 private:
  venue::VenueServer server_;
  bool started_ = false;
};

}  // namespace

venue::VenueOptions venue_options(const harness::VenueBoot& boot) {
  venue::VenueOptions options;
  options.profile = boot.profile;
  options.instruments = boot.instruments;
  options.accounts = boot.accounts;
  options.data_dir = boot.data_dir;
  options.listen_address = "0.0.0.0";
  options.orders_port = boot.orders_port;
  options.events_port = boot.events_port;
  options.dialect = boot.dialect;
  options.credentials = boot.credentials;
  options.crowd.seed = boot.crowd_seed;
  options.crowd.period_ns = boot.crowd_period_ns;
  options.crowd.until_ns = boot.crowd_until_ns;
  return options;
}

std::unique_ptr<harness::VenueUnderTest> make_reference_venue(harness::VenueBoot& boot) {
  return std::make_unique<ReferenceVenue>(boot);
}

}  // namespace onefold::app
