// Code under test: what Onefold asks of a client or an exchange that it puts into a world, and how both are
// registered.
//
// Models one process each: made when its node boots, destroyed when the node dies. Everything a subject does
// reaches the outside through the libc calls of its io_context and files, or through the observer.
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "venue/api/adapter_level.hpp"
#include "venue/api/credentials.hpp"
#include "venue/api/dialect.hpp"
#include "venue/api/intent.hpp"
#include "venue/api/misbehaviour.hpp"
#include "venue/api/observers.hpp"
#include "venue/profile/profile.hpp"

namespace onefold::harness {

// How much an implementation shows of itself: see venue/api/adapter_level.hpp.
using venue::AdapterLevel;

// Where a client of the HTTP dialect may listen for webhooks; the channel of that name.
inline constexpr std::uint16_t webhook_port = 7003;
inline constexpr std::string_view webhook_channel = "webhook";

// One life of a client. Its members are called inside its node, on its io_context's thread.
class ClientUnderTest {
 public:
  virtual ~ClientUnderTest() = default;
  // Intents come at least once: the source repeats each until the accepted callback; of a client that makes
  // no callbacks (its level is less than full_view), until a call of submit has returned in a life that goes
  // on.
  virtual void submit(const venue::Intent& intent) = 0;
  // What it believes now, as far as its level says: never asked of one that shows orders only. Must not
  // change anything.
  virtual venue::ClientView view() const { return {}; }
  // It has ended itself (fail-stop): its supervisor starts it again.
  virtual bool stopped() const { return false; }
  // One step of what does not run on the io_context; false if nothing was ready. Asked after the context.
  virtual bool poll_one() { return false; }
  // An intent is not accepted by a call of submit that returns: the accepted callback says so at every level.
  virtual bool accepts_later() const { return false; }
};

struct ClientBoot {
  boost::asio::io_context& io;
  venue::ClientObserver& observer;
  const venue::Profile& profile;
  const std::vector<venue::Instrument>& instruments;
  std::string name;
  std::string account;
  std::string venue_host;  // its address; the name "venue" resolves to it too
  std::uint16_t orders_port = 0;
  std::uint16_t events_port = 0;
  std::string data_dir;   // empty at the first life, then what its disk kept
  std::string id_scheme;  // "derived", "uuid-v4" ...; empty: the implementation's own choice
  std::int64_t late_delivery_bound_ns = 0;  // D: a request may take effect until this long after it was sent
  std::string configuration;                // JSON text of the scenario, opaque to Onefold; or empty
  venue::Dialect dialect = venue::Dialect::native;  // what the venue speaks
  venue::Credentials credentials = {};              // of the account; the native dialect has no use for them
  std::string tls_ca = {};                          // PEM text, whom to trust; empty: no TLS
  std::string command = {};                         // of a program to be run, where the implementation is one
  // Of an intent of the scenario: what it, or the order that it is about, is for.
  std::function<std::string(std::string_view intent)> symbol_of = {};
};

// One life of an exchange.
class VenueUnderTest {
 public:
  virtual ~VenueUnderTest() = default;
  // As ClientUnderTest::stopped.
  virtual bool stopped() const { return false; }
};

struct VenueBoot {
  boost::asio::io_context& io;
  venue::VenueObserver& observer;
  venue::Misbehaviour& misbehaviour;
  const venue::Profile& profile;
  const std::vector<venue::Instrument>& instruments;
  const std::vector<std::string>& accounts;
  std::uint16_t orders_port = 0;
  std::uint16_t events_port = 0;
  std::string data_dir;
  std::uint64_t crowd_seed = 0;
  std::int64_t crowd_period_ns = 0;  // 0: no crowd
  std::int64_t crowd_until_ns = 0;   // venue clock
  venue::Dialect dialect = venue::Dialect::native;
  // Who signs for which account. The venue never sees TLS: what its clients reach ends that in front of it.
  std::vector<venue::Credentials> credentials = {};
};

// Says what is wrong with a scenario's "config" for a client, a compact JSON object or nothing; empty if
// nothing.
using ConfigurationCheck = std::function<std::string(const std::string& configuration)>;

// Both may throw: the run then ends as a violation of program-survives.
using ClientFactory = std::function<std::unique_ptr<ClientUnderTest>(ClientBoot&)>;
using VenueFactory = std::function<std::unique_ptr<VenueUnderTest>(VenueBoot&)>;

struct ClientImplementation {
  std::string name;  // as scenarios say it, e.g. "reference"
  std::string summary;
  ClientFactory make;
  std::vector<std::string> probes = {};  // names that its on_path tells, besides those of the project's own
  ConfigurationCheck check_configuration = {};  // null: any will do
  AdapterLevel level = AdapterLevel::full_view;
  ConfigurationCheck check_command =
      {};  // as check_configuration, of a scenario's "command"; null: takes none
};

// Where the truth about an exchange comes from: what its observer is told; or, for one that tells none, what
// it says on its event streams in the native dialect, seen on the wire before faults strike and fed by a
// subscriber of Onefold's own to every account.
enum class VenueTruth : std::uint8_t { observer, wire };

struct VenueImplementation {
  std::string name;
  std::string summary;
  VenueFactory make;
  std::vector<std::string> probes = {};  // as ClientImplementation::probes
  VenueTruth truth = VenueTruth::observer;
};

// A bug put in on purpose, to prove that Onefold sees it.
struct PlantedDefect {
  std::string name;       // implementation name of the client or venue that has it
  std::string bug_class;  // id in the catalogue of real bugs
  std::string summary;
  std::string scenario;  // below scenarios/, the one that must catch it
  int depth = 1;         // ordered faults it needs
};

// What a program of Onefold knows by name. Filled once at start by the composition root, read-only
// afterwards.
class Registry {
 public:
  void add(ClientImplementation client) { clients_.push_back(std::move(client)); }
  void add(VenueImplementation venue) { venues_.push_back(std::move(venue)); }
  void add(PlantedDefect defect) { defects_.push_back(std::move(defect)); }

  const ClientImplementation* client(std::string_view name) const { return find(clients_, name); }
  const VenueImplementation* venue(std::string_view name) const { return find(venues_, name); }
  const std::vector<ClientImplementation>& clients() const { return clients_; }
  const std::vector<VenueImplementation>& venues() const { return venues_; }
  const std::vector<PlantedDefect>& defects() const { return defects_; }

 private:
  template <class T>
  static const T* find(const std::vector<T>& all, std::string_view name) {
    for (const T& one : all) {
      if (one.name == name) return &one;
    }
    return nullptr;
  }
  std::vector<ClientImplementation> clients_;
  std::vector<VenueImplementation> venues_;
  std::vector<PlantedDefect> defects_;
};

}  // namespace onefold::harness
