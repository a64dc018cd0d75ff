#include "tests/harness/search/search_room.hpp"

namespace onefold::test {

properties::Terms SearchRoom::terms() {
  properties::Terms terms;
  terms.clients = {{"desk-1", "A"}};
  return terms;
}

SearchRoom::SearchRoom() {
  chaos.permitted.bits = (std::uint64_t{1} << sim::fault_kind_count) - 1;
  chaos.until_ns = sim::second_ns;
  chaos.delay_max_ns = 100 * sim::millisecond_ns;
  chaos.restart_min_ns = 10 * sim::millisecond_ns;
  chaos.restart_max_ns = 20 * sim::millisecond_ns;
  chaos.pause_min_ns = 10 * sim::millisecond_ns;
  chaos.pause_max_ns = 20 * sim::millisecond_ns;
  chaos.nodes = {names.intern("venue"), names.intern("desk-1")};
  chaos.crash_nodes = chaos.nodes;
}

void SearchRoom::chaos_of(std::initializer_list<sim::FaultKind> kinds, sim::Ratio rate) {
  for (sim::FaultKind kind : kinds) chaos.rate[static_cast<int>(kind)] = rate;
}

harness::Setting SearchRoom::setting(std::uint64_t seed) {
  drawn.clear();
  return {seed, names, history_, chaos, names.intern("venue"), {names.intern("desk-1")}, &drawn};
}

void SearchRoom::issue(const std::string& intent) {
  venue::Intent issued;
  issued.id = intent;
  history_.issued(0, issued, 0);
}

void SearchRoom::send_request() {
  history_.request_sent(0, 1, 1, venue::NewOrder{}, 0);
}

void SearchRoom::execute() {
  venue::ExecutionReport report;
  report.number = history_.executions().size() + 1;
  report.account = "A";
  history_.execution(report, 0);
}

void SearchRoom::tell_outcome(const std::string& intent) {
  venue::ClientCallback callback;
  callback.kind = venue::ClientCallback::Kind::outcome;
  callback.intent = intent;
  callback.outcome = venue::Outcome::done;
  history_.callback(0, 1, callback, 0);
}

sim::Key SearchRoom::message(std::string_view from, std::string_view to, std::string_view kind,
                             std::string_view intent) {
  return {sim::PointKind::message,
          names.intern(from),
          names.intern(to),
          names.intern("orders"),
          names.intern(kind),
          names.intern(intent),
          ++n_};
}

sim::Key SearchRoom::effect(std::string_view node, std::string_view operation, std::string_view role) {
  return {sim::PointKind::effect,
          names.intern(node),
          sim::name_none,
          names.intern(operation),
          names.intern(role),
          sim::name_none,
          ++n_};
}

std::vector<sim::Fault> SearchRoom::ask(sim::Decider& decider, const sim::Key& key, sim::TimeNs now_ns) {
  using enum sim::FaultKind;
  sim::FaultSet menu{drop, duplicate, reorder, delay, cut, reset_before, reset_after, silence};
  if (key.point == sim::PointKind::effect) menu = {kill, power_loss, short_write, fsync_error};
  std::vector<sim::Fault> out;
  decider.decide({key, sim::hash_of(names, key), now_ns, 100, menu | sim::anchored_faults}, out);
  return out;
}

std::vector<sim::Key> usual_points(SearchRoom& room, int count) {
  std::vector<sim::Key> keys;
  while (static_cast<int>(keys.size()) < count) {
    const std::string intent = "I" + std::to_string(keys.size() % 5 + 1);
    keys.push_back(room.effect("desk-1", "write", "ledger.log"));
    keys.push_back(room.effect("desk-1", "fsync", "ledger.log"));
    keys.push_back(room.message("desk-1", "venue", "new-order", intent));
    keys.push_back(room.effect("venue", "write", "journal.log"));
    keys.push_back(room.message("venue", "desk-1", "accepted", intent));
  }
  return keys;
}

}  // namespace onefold::test
