#include "engine_components.hpp"

#include "gateway.hpp"

namespace own_engine {
namespace {

class Engine final : public onefold::VenueUnderTest {
 public:
  Engine(onefold::VenueBoot& boot, bool sync) : gateway_(boot.io, options_of(boot, sync)) {}
  bool stopped() const override { return gateway_.stopped(); }

 private:
  static GatewayOptions options_of(const onefold::VenueBoot& boot, bool sync) {
    GatewayOptions options;
    options.accounts = boot.accounts;
    for (const auto& instrument : boot.instruments) options.symbols.push_back(instrument.symbol);
    options.orders_port = boot.orders_port;
    options.events_port = boot.events_port;
    options.data_dir = boot.data_dir;
    options.sync = sync;
    return options;
  }

  Gateway gateway_;
};

// It tells nobody what it did but its clients: the truth is what it sends on its event streams.
onefold::VenueImplementation implementation(const char* name, const char* summary, bool sync) {
  onefold::VenueImplementation venue;
  venue.name = name;
  venue.summary = summary;
  venue.make = [sync](onefold::VenueBoot& boot) { return std::make_unique<Engine>(boot, sync); };
  venue.truth = onefold::VenueTruth::wire;
  return venue;
}

}  // namespace

void add_components(onefold::Registry& registry) {
  registry.add(implementation("own-engine", "an exchange that nobody at Onefold wrote", true));
  const char* summary = "answers before its log is on disk: a loss of power takes back what it told";
  registry.add(implementation("answers-before-sync", summary, false));
  onefold::PlantedDefect defect;
  defect.name = "answers-before-sync";
  defect.bug_class = "ack-before-durable";
  defect.summary = summary;
  defect.scenario = "negative/answers-before-sync.json";
  defect.depth = 1;
  registry.add(defect);
}

}  // namespace own_engine
