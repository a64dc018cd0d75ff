// Defective exchanges: the project's own, which does not do what its profile documents.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/reference_venue.hpp"
#include "tests/defects/client_defect.hpp"
#include "venue/server/server.hpp"

namespace onefold::defects {
namespace {

// An exchange with changed options, and an observer or a conduct of its own where that is the defect.
class DefectiveVenue final : public harness::VenueUnderTest {
 public:
  DefectiveVenue(harness::VenueBoot& boot, venue::VenueOptions options,
                 std::unique_ptr<venue::VenueObserver> observer,
                 std::unique_ptr<venue::Misbehaviour> conduct = nullptr)
      : observer_(std::move(observer)),
        conduct_(std::move(conduct)),
        server_(boot.io, std::move(options), observer_ ? *observer_ : boot.observer,
                conduct_ ? conduct_.get() : &boot.misbehaviour) {
    ::mkdir(boot.data_dir.c_str(), 0755);
    started_ = !server_.start();
  }
  bool stopped() const override { return !started_ || !server_.serving(); }

 private:
  std::unique_ptr<venue::VenueObserver> observer_;
  std::unique_ptr<venue::Misbehaviour> conduct_;
  venue::VenueServer server_;
  bool started_ = false;
};

// A fail-over to a copy that had not yet received the last records.
void lose_journal_tail(const std::string& data_dir) {
  std::string path = data_dir + "/journal";
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return;
  if (::truncate(path.c_str(), status.st_size * 2 / 3) != 0) return;
}

bool has_journal(const std::string& data_dir) {
  struct stat status {};
  return ::stat((data_dir + "/journal").c_str(), &status) == 0 && status.st_size > 0;
}

void stop_comparing_ids(venue::Profile& profile) {
  profile.retention = venue::Retention::none;
  profile.duplicate = venue::DuplicateAnswer::accept_new;
  profile.in_flight_conflict = false;
}

// Each reason gets the code of the next row.
void mix_up_codes(std::vector<venue::ErrorCode>& codes) {
  for (std::size_t i = 1; i < codes.size(); ++i) std::swap(codes[i - 1].reasons, codes[i].reasons);
}

// The drop copy reports each execution with the order's total instead of its own quantity.
class CumulativeDropCopy final : public venue::VenueObserver {
 public:
  explicit CumulativeDropCopy(venue::VenueObserver& real) : real_(real) {}
  void on_execution(const venue::ExecutionReport& report) override {
    venue::ExecutionReport copy = report;
    if (copy.kind == venue::ExecutionKind::filled) copy.last_quantity = copy.order.filled;
    real_.on_execution(copy);
  }
  void on_recovered(std::uint64_t last_number) override { real_.on_recovered(last_number); }
  void on_transfer(const venue::TransferState& transfer) override { real_.on_transfer(transfer); }
  void on_transfers_recovered(std::uint64_t last) override { real_.on_transfers_recovered(last); }
  void on_path(const venue::PathEvent& event) override { real_.on_path(event); }

 private:
  venue::VenueObserver& real_;
};

// Forgets of an id that it was cancelled as soon as it has said so.
class ForgottenCancels final : public venue::Misbehaviour {
 public:
  explicit ForgottenCancels(venue::Misbehaviour& real) : real_(real) {}
  std::int64_t query_age_ns(std::string_view account, std::string_view kind,
                            std::string_view client_order_id) override {
    return real_.query_age_ns(account, kind, client_order_id);
  }
  venue::RequestConduct at_request(std::string_view, const venue::Request& request) override {
    if (!std::holds_alternative<venue::CancelOrder>(request)) return {};
    return {venue::RequestConduct::Kind::freed_id};
  }

 private:
  venue::Misbehaviour& real_;
};

void add(harness::Registry& registry, const std::string& name, const std::string& bug_class, int depth,
         const std::string& summary, harness::VenueFactory make) {
  registry.add(harness::VenueImplementation{name, "defective: " + summary, std::move(make)});
  registry.add(harness::PlantedDefect{name, bug_class, summary, "negative/" + name + ".json", depth});
}

// What the venue says is not what it did.
void add_false_reports(harness::Registry& registry) {
  add(registry, "session-numbers-forgotten", "seq-reset-loses-reports", 0,
      "the messages of a session are not counted, and a login says that none was received",
      [](harness::VenueBoot& boot) {
        venue::VenueOptions options = app::venue_options(boot);
        options.profile.sequence = {};
        return std::make_unique<DefectiveVenue>(boot, std::move(options), nullptr);
      });
  add(registry, "codes-mixed-up", "dup-reject-as-reject", 1,
      "refusals carry the code of another reason than theirs", [](harness::VenueBoot& boot) {
        venue::VenueOptions options = app::venue_options(boot);
        mix_up_codes(options.profile.codes);
        return std::make_unique<DefectiveVenue>(boot, std::move(options), nullptr);
      });
  add(registry, "venue-miscounts-fills", "cum-vs-incr", 0,
      "executions are reported with the order's total instead of their own quantity",
      [](harness::VenueBoot& boot) {
        return std::make_unique<DefectiveVenue>(boot, app::venue_options(boot),
                                                std::make_unique<CumulativeDropCopy>(boot.observer));
      });
}

}  // namespace

void add_venue_defects(harness::Registry& registry) {
  add_false_reports(registry);
  add(registry, "venue-forgets-ids", "id-not-deduped", 1,
      "ids that the venue documents to remember for ever are not compared", [](harness::VenueBoot& boot) {
        venue::VenueOptions options = app::venue_options(boot);
        stop_comparing_ids(options.profile);
        return std::make_unique<DefectiveVenue>(boot, std::move(options), nullptr);
      });
  add(registry, "dedup-lost-on-restart", "dedup-lost-on-restart", 2,
      "the store of ids does not come back after a restart, and the venue goes on without it",
      [](harness::VenueBoot& boot) {
        venue::VenueOptions options = app::venue_options(boot);
        if (has_journal(boot.data_dir)) stop_comparing_ids(options.profile);
        return std::make_unique<DefectiveVenue>(boot, std::move(options), nullptr);
      });
  add(registry, "window-cut-short", "dedup-window-expired", 1,
      "ids are recalled for a fraction of the time that is documented", [](harness::VenueBoot& boot) {
        venue::VenueOptions options = app::venue_options(boot);
        options.profile.window_ns = 10'000'000;
        return std::make_unique<DefectiveVenue>(boot, std::move(options), nullptr);
      });
  add(registry, "ids-freed-before-rollover", "dedup-open-only", 1,
      "ids are free once their order is closed, where the day should have ended first",
      [](harness::VenueBoot& boot) {
        venue::VenueOptions options = app::venue_options(boot);
        options.profile.retention = venue::Retention::while_open;
        return std::make_unique<DefectiveVenue>(boot, std::move(options), nullptr);
      });
  add(registry, "cancel-stands-for-nothing", "cxl-unknown-as-cancelled", 1,
      "a cancel is confirmed, and keeps no later copy of its order away", [](harness::VenueBoot& boot) {
        return std::make_unique<DefectiveVenue>(boot, app::venue_options(boot), nullptr,
                                                std::make_unique<ForgottenCancels>(boot.misbehaviour));
      });
  add(registry, "gateways-share-no-keys", "dedup-key-fine", 0,
      "two gateways recall ids, each for itself, where the venue documents that it recalls them",
      [](harness::VenueBoot& boot) {
        venue::VenueOptions options = app::venue_options(boot);
        options.profile.place.at_engine = false;
        options.profile.place.at_gateway = true;
        options.profile.place.gateways = 2;
        return std::make_unique<DefectiveVenue>(boot, std::move(options), nullptr);
      });
  add(registry, "fingerprint-swallows-twins", "content-dedup-drops-legit", 0,
      "requests are compared by their terms, without their ids, so that twins become one order",
      [](harness::VenueBoot& boot) {
        venue::VenueOptions options = app::venue_options(boot);
        options.profile.place.key = venue::DeduplicationPlace::Key::terms;
        return std::make_unique<DefectiveVenue>(boot, std::move(options), nullptr);
      });
  add(registry, "venue-loses-acknowledged", "failover-loses-acked", 1,
      "a restart forgets the last acknowledged orders", [](harness::VenueBoot& boot) {
        lose_journal_tail(boot.data_dir);
        return std::make_unique<DefectiveVenue>(boot, app::venue_options(boot), nullptr);
      });
}

}  // namespace onefold::defects
