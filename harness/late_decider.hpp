// What a world asks about its points, while who decides them is only made once the world is there.
#pragma once

#include <cstring>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "harness/run_watcher.hpp"
#include "harness/scenario/fault_words.hpp"
#include "harness/worker_pool.hpp"
#include "sim/core/decider.hpp"

namespace onefold::harness {

// Passes points on to deciders that are made after the world, whose names they need, and keeps what struck
// where a supervisor finds it.
class LateDecider final : public sim::Decider {
 public:
  void decide(const sim::Point& point, std::vector<sim::Fault>& out) override {
    if (spared != sim::name_none && (point.key.a == spared || point.key.b == spared)) return;
    inner->decide(point, out);
    if (beacon && !out.empty()) write(out);
    if (watcher) watcher->decided(point, out);
  }

  sim::Decider* inner = nullptr;
  const sim::NameTable* names = nullptr;
  Beacon* beacon = nullptr;
  RunWatcher* watcher = nullptr;
  sim::Name spared = sim::name_none;  // a node that no fault strikes

 private:
  void write(const std::vector<sim::Fault>& faults) {
    for (const sim::Fault& fault : faults) {
      std::string text = to_json(words_of(*names, fault), FaultForm::exact).dump() + "\n";
      std::uint32_t size = beacon->faults_size.load();
      if (size + text.size() > sizeof beacon->faults) return;
      std::memcpy(beacon->faults + size, text.data(), text.size());
      beacon->faults_size.store(size + static_cast<std::uint32_t>(text.size()));
    }
  }
};

}  // namespace onefold::harness
