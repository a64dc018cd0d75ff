#include "harness/search/guided.hpp"

#include <algorithm>

#include "harness/search/draw.hpp"
#include "harness/search/windows.hpp"
#include "sim/core/random.hpp"

namespace onefold::harness {
namespace {

enum Salt : std::uint64_t { of_run = 0x677569646564, parents, splice, drop, change, redraw, add };

std::size_t pick(std::uint64_t hash, std::size_t count) {
  return static_cast<std::size_t>(sim::spread(hash, 0, static_cast<std::int64_t>(count) - 1));
}

// Half of the time one of the youngest: what was new last is what little is known of.
std::size_t pick_list(std::uint64_t hash, const Corpus& corpus) {
  constexpr std::size_t young = 8;
  const std::size_t count = corpus.lists.size();
  if (count <= young || (hash & 1) != 0) return pick(sim::mix(hash, 1), count);
  return count - 1 - pick(sim::mix(hash, 1), young);
}

class GuidedDecider final : public sim::Decider {
 public:
  GuidedDecider(const Setting& setting, const Corpus& corpus)
      : chaos_(setting.chaos), kinds_(kinds_of(chaos_)), seed_(sim::mix(setting.seed, of_run)) {
    std::vector<FaultWords> list = mutated(corpus);
    std::vector<sim::Fault> faults;
    for (const FaultWords& words : list) faults.push_back(bind(setting.names, words));
    if (!faults.empty() && sim::mix(seed_, change) % 2 == 0) {
      changed_ = faults[pick(sim::mix(seed_, redraw), faults.size())].key;
      std::erase_if(faults, [&](const sim::Fault& fault) { return fault.key == *changed_; });
    }
    list_.emplace(setting.names, std::move(faults));
    const int extra = static_cast<int>(sim::spread(sim::mix(seed_, add), changed_ ? 0 : 1, 2));
    Setting inner = setting;
    inner.drawn = nullptr;
    if (extra > 0) added_ = windows_strategy(inner, extra);
    if (setting.drawn) {
      *setting.drawn = std::to_string(list.size()) + " kept faults" +
                       (changed_ ? ", one of them changed" : "") + ", at most " + std::to_string(extra) +
                       " more in open windows";
    }
  }

  void decide(const sim::Point& point, std::vector<sim::Fault>& out) override {
    if (point.now_ns >= chaos_.until_ns) return;
    if (changed_ && point.key == *changed_) {
      sim::Fault fault;
      if (draw_any(chaos_, sim::mix(sim::mix(seed_, redraw), point.hash), point, kinds_, fault))
        out.push_back(fault);
    } else {
      list_->decide(point, out);
    }
    const std::size_t old = out.size();
    if (!added_) return;
    added_->decide(point, out);
    // What the list says of a point stands.
    if (old > 0) out.resize(old);
  }

 private:
  std::vector<FaultWords> mutated(const Corpus& corpus) const {
    const std::uint64_t hash = sim::mix(seed_, parents);
    std::vector<FaultWords> list = corpus.lists[pick_list(hash, corpus)];
    if (sim::mix(seed_, splice) % 4 == 0) {
      const std::vector<FaultWords>& other = corpus.lists[pick_list(sim::mix(hash, 2), corpus)];
      list.resize(1 + pick(sim::mix(hash, 3), list.size()));
      const std::size_t from = pick(sim::mix(hash, 4), other.size());
      for (std::size_t i = from; i < other.size(); ++i) {
        const bool taken = std::any_of(list.begin(), list.end(),
                                       [&](const FaultWords& mine) { return mine.key == other[i].key; });
        if (!taken) list.push_back(other[i]);
      }
    }
    if (sim::mix(seed_, drop) % 2 == 0) {
      std::uint64_t turn = 0;
      std::erase_if(list,
                    [&](const FaultWords&) { return sim::mix(sim::mix(seed_, drop), ++turn) % 4 == 0; });
    }
    return list;
  }

  sim::Chaos chaos_;
  sim::FaultSet kinds_;
  std::uint64_t seed_;
  std::optional<sim::Key> changed_;
  std::optional<sim::ListDecider> list_;
  std::unique_ptr<sim::Decider> added_;
};

}  // namespace

std::unique_ptr<sim::Decider> guided_strategy(const Setting& setting, const Corpus& corpus) {
  if (corpus.lists.empty()) {
    auto windows = windows_strategy(setting);
    if (setting.drawn) setting.drawn->insert(0, "nothing kept yet; ");
    return windows;
  }
  return std::make_unique<GuidedDecider>(setting, corpus);
}

}  // namespace onefold::harness
