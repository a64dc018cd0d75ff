#include "harness/explore_run.hpp"

#include <algorithm>
#include <utility>

#include "harness/oracle_state.hpp"

namespace onefold::harness {
namespace {

// Notes what comes behind the last of so many faults.
class PointRecorder final : public RunWatcher {
 public:
  PointRecorder(const Plan& plan, const MenuOptions& menu, std::size_t faults, const ExploreWishes& wishes,
                ExploredRun& run)
      : plan_(plan), menu_(menu), wishes_(wishes), faults_left_(faults), run_(run) {}

  bool compares_states() const override { return wishes_.state || wishes_.rests || wishes_.end_state; }

  void begin(sim::World& world, const properties::History& history) override {
    world_ = &world;
    history_ = &history;
  }

  void decided(const sim::Point& point, const std::vector<sim::Fault>& given) override {
    if (!given.empty()) {
      faults_left_ -= given.size();
      fresh_ = true;
    } else if (faults_left_ == 0) {
      ++run_.points;
      fresh_ = true;
      if (wishes_.alternatives) note(point);
    }
  }

  bool between_events() override {
    const bool wanted = wishes_.rests || (wishes_.state && !run_.state);
    if (!fresh_ || !wanted || faults_left_ > 0 || world_->now() >= plan_.scenario.heal_ns) return false;
    const std::optional<std::uint64_t> state = state_now();
    if (!state) return false;
    fresh_ = false;
    if (wishes_.rests) run_.rests.insert(*state);
    if (run_.state) return false;
    run_.state = state;
    early_points_ = noted_.size();
    return std::any_of(std::begin(wishes_.known), std::end(wishes_.known),
                       [&](const StateSet* known) { return known != nullptr && known->contains(*state); });
  }

  void end() override {
    run_.all_struck = faults_left_ == 0;
    if (wishes_.end_state) run_.end_state = state_now().value_or(0);
    if (!run_.state) early_points_ = noted_.size();
    Menu menu(plan_, menu_, world_->names(), world_->name(venue_id));
    std::vector<sim::Fault> faults;
    for (std::size_t i = 0; i < noted_.size(); ++i) {
      if (i == early_points_) run_.early = faults.size();
      menu.add_alternatives(noted_, i, faults);
    }
    if (early_points_ == noted_.size()) run_.early = faults.size();
    for (const sim::Fault& fault : faults) run_.alternatives.push_back(words_of(world_->names(), fault));
  }

 private:
  static constexpr sim::NodeId venue_id = 0;

  // What others can see of a node: has anything of it changed between two points?
  struct Seen {
    std::uint64_t step = 0;
    std::uint64_t scheduled = 0;
    properties::Step told = 0;

    friend bool operator==(const Seen&, const Seen&) = default;
  };

  std::optional<std::uint64_t> state_now() const {
    const std::optional<std::uint64_t> world = world_->state_digest();
    if (!world) return std::nullopt;
    sim::Digest digest;
    digest.add(*world);
    add_oracle_state(digest, *history_);
    add_struck_state(digest, plan_.terms, world_->names(), world_->struck(), world_->name(venue_id));
    return digest.value();
  }

  void note(const sim::Point& point) {
    MenuPoint noted{point.key, point.now_ns, point.size, point.menu, false, false};
    const Seen now{world_->events(), world_->scheduled(), history_->steps()};
    if (point.key.point == sim::PointKind::effect) {
      noted.unsynced = world_->unsynced(node_of(point.key.a));
      noted.follows_effect = after_effect_ && last_node_ == point.key.a && last_ == now;
    }
    noted_.push_back(noted);
    after_effect_ = point.key.point == sim::PointKind::effect;
    last_node_ = point.key.a;
    last_ = now;
  }

  sim::NodeId node_of(sim::Name name) const {
    sim::NodeId node = 0;
    while (!(world_->name(node) == name)) ++node;
    return node;
  }

  const Plan& plan_;
  const MenuOptions& menu_;
  const ExploreWishes& wishes_;
  std::size_t faults_left_;
  ExploredRun& run_;
  sim::World* world_ = nullptr;
  const properties::History* history_ = nullptr;
  bool fresh_ = true;  // something was asked since the last state was taken
  std::vector<MenuPoint> noted_;
  std::size_t early_points_ = 0;
  bool after_effect_ = false;
  sim::Name last_node_;
  Seen last_;
};

}  // namespace

ExploredRun explore_run(const Plan& plan, const MenuOptions& menu, const std::vector<FaultWords>& faults,
                        const ExploreWishes& wishes, Beacon* beacon) {
  ExploredRun run;
  PointRecorder recorder(plan, menu, faults.size(), wishes, run);
  RunOptions options;
  options.seed = explore_seed;
  options.calm = true;
  options.faults = faults;
  options.watcher = &recorder;
  options.conduct = menu.kinds | menu.beyond;
  if (beacon) options.node_running = &beacon->node;
  run.result = run_once(plan, options);
  return run;
}

}  // namespace onefold::harness
