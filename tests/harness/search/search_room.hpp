// A run as a strategy sees it, without a run: names, a record to fill, and points to ask.
#pragma once

#include <string>
#include <vector>

#include "harness/search/strategy.hpp"
#include "properties/history.hpp"

namespace onefold::test {

class SearchRoom {
 public:
  SearchRoom();

  // Chaos has these kinds, at the same rate.
  void chaos_of(std::initializer_list<sim::FaultKind> kinds, sim::Ratio rate = {1, 10});
  harness::Setting setting(std::uint64_t seed);
  std::string drawn;  // by the strategy made last

  // ---- what happens in the run; client 0 is desk-1 on account A
  void issue(const std::string& intent);
  void send_request();
  void execute();
  void tell_outcome(const std::string& intent);

  // ---- points; n counts up by itself
  sim::Key message(std::string_view from, std::string_view to, std::string_view kind,
                   std::string_view intent);
  sim::Key effect(std::string_view node, std::string_view operation, std::string_view role);
  // What strikes there, with every kind on the menu.
  std::vector<sim::Fault> ask(sim::Decider& decider, const sim::Key& key, sim::TimeNs now_ns = 0);

  sim::NameTable names;
  sim::Chaos chaos;

 private:
  static properties::Terms terms();

  properties::Terms terms_ = terms();
  properties::History history_{terms_};
  std::uint32_t n_ = 0;
};

// A message of each kind of link and every intent, and effects of both nodes, over and over.
std::vector<sim::Key> usual_points(SearchRoom& room, int count);

}  // namespace onefold::test
