// RapidCheck generators of scenarios and fault lists, for property tests of clients and venues: users' own
// included. docs/property-tests.md shows a whole one.
//
//   rc::check("each intent is placed once", [] {
//     const auto scenario = *gen::scenario({.profiles = {"reject-for-ever"}});
//     const auto faults = *gen::faults(scenario);
//     RC_ASSERT(run(scenario, faults).violations.empty());   // on failure: harness::run_capsule
//   });
//
// What is generated is data and passes check(): it can be printed, written to a file and run again. It
// shrinks towards fewer intents, fewer and weaker faults, earlier times, the first profile and the first
// model. Listed faults are guesses at keys that such a run is likely to reach; one whose point never comes up
// strikes nowhere.
#pragma once

#include <rapidcheck.h>

#include <iosfwd>
#include <string>
#include <vector>

#include "harness/scenario/scenario.hpp"

namespace onefold::properties::gen {

// Bounds of what is generated. All lists must have at least one element, all numbers be at least 1.
struct Options {
  std::vector<std::string> profiles = {"reject-for-ever", "return-original", "reject-while-open",
                                       "stored-response", "no-deduplication"};
  std::vector<harness::Model> models = {harness::Model::direct, harness::Model::hops};
  std::vector<std::string> client_implementations = {"reference"};
  int clients_max = 2;
  int intents_max = 8;  // 1 to 1,000
  int faults_max = 6;
  harness::TimeNs submit_until_ns = 400 * sim::millisecond_ns;
  harness::TimeNs longest_delay_ns = 300 * sim::millisecond_ns;  // at least 8 ms
  // Kinds to choose from; those of the hops model are left out in the direct one. Default: all but the two
  // that lose a disk.
  sim::FaultSet kinds{sim::FaultKind::drop,        sim::FaultKind::duplicate,   sim::FaultKind::reorder,
                      sim::FaultKind::delay,       sim::FaultKind::cut,         sim::FaultKind::reset_before,
                      sim::FaultKind::reset_after, sim::FaultKind::silence,     sim::FaultKind::refuse,
                      sim::FaultKind::unanswered,  sim::FaultKind::kill,        sim::FaultKind::power_loss,
                      sim::FaultKind::short_write, sim::FaultKind::no_space,    sim::FaultKind::write_error,
                      sim::FaultKind::fsync_error, sim::FaultKind::stale_query, sim::FaultKind::partition,
                      sim::FaultKind::pause,       sim::FaultKind::crash,       sim::FaultKind::clock_skew,
                      sim::FaultKind::clock_drift, sim::FaultKind::clock_jump};
};

// Places, twins of places before, cancels, replaces and second submissions, in the order of time; ids I1, I2
// ...
rc::Gen<std::vector<harness::ScheduledIntent>> intents(const Options& options,
                                                       std::vector<std::string> clients);

// One fault of a kind of `options` at a point of such a run.
rc::Gen<harness::FaultWords> fault(const harness::Scenario& scenario, const Options& options = {});

// Up to options.faults_max of them, none twice at one key.
rc::Gen<std::vector<harness::FaultWords>> faults(const harness::Scenario& scenario,
                                                 const Options& options = {});

// A whole scenario without chaos and without faults: profile, clients, intents, network.
rc::Gen<harness::Scenario> scenario(const Options& options = {});

}  // namespace onefold::properties::gen

// How RapidCheck shows a counterexample: as the texts of the files that QA writes.
namespace onefold::harness {
void showValue(const Scenario& scenario, std::ostream& out);
void showValue(const FaultWords& fault, std::ostream& out);
}  // namespace onefold::harness
