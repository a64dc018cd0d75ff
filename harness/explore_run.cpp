#include "harness/explore_run.hpp"

#include <utility>

namespace onefold::harness {
namespace {

// Notes every point behind the last of so many faults.
class PointRecorder final : public RunWatcher {
 public:
  PointRecorder(const Plan& plan, const MenuOptions& menu, std::size_t faults, bool list)
      : plan_(plan), menu_(menu), faults_left_(faults), list_(list) {}

  void begin(sim::World& world, const properties::History& history) override {
    world_ = &world;
    history_ = &history;
  }

  void decided(const sim::Point& point, const std::vector<sim::Fault>& given) override {
    if (!given.empty()) {
      faults_left_ -= given.size();
    } else if (faults_left_ == 0) {
      ++points_;
      if (list_) note(point);
    }
  }

  bool between_events() override { return false; }

  void end() override {
    if (noted_.empty()) return;
    Menu menu(plan_, menu_, world_->names(), world_->name(venue_id));
    for (const sim::Fault& fault : menu.alternatives(noted_))
      alternatives_.push_back(words_of(world_->names(), fault));
  }

  std::uint64_t points() const { return points_; }
  std::vector<FaultWords> take_alternatives() { return std::move(alternatives_); }
  bool all_struck() const { return faults_left_ == 0; }

 private:
  static constexpr sim::NodeId venue_id = 0;

  // What others can see of a node: had anything of it changed between two points?
  struct Seen {
    std::uint64_t step = 0;
    std::uint64_t scheduled = 0;
    std::size_t told = 0;

    friend bool operator==(const Seen&, const Seen&) = default;
  };

  Seen seen() const {
    return {world_->events(), world_->scheduled(),
            history_->callbacks().size() + history_->executions().size() + history_->requests().size() +
                history_->replies().size()};
  }

  void note(const sim::Point& point) {
    MenuPoint noted{point.key, point.now_ns, point.size, point.menu, false, false};
    const Seen now = seen();
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
  std::size_t faults_left_;
  bool list_;
  sim::World* world_ = nullptr;
  const properties::History* history_ = nullptr;
  std::uint64_t points_ = 0;
  std::vector<MenuPoint> noted_;
  std::vector<FaultWords> alternatives_;
  bool after_effect_ = false;
  sim::Name last_node_;
  Seen last_;
};

}  // namespace

ExploredRun explore_run(const Plan& plan, const MenuOptions& menu, const std::vector<FaultWords>& faults,
                        bool list, Beacon* beacon) {
  PointRecorder recorder(plan, menu, faults.size(), list);
  RunOptions options;
  options.seed = explore_seed;
  options.calm = true;
  options.faults = faults;
  options.watcher = &recorder;
  if (beacon) options.node_running = &beacon->node;
  ExploredRun run;
  run.result = run_once(plan, options);
  run.points = recorder.points();
  run.alternatives = recorder.take_alternatives();
  run.all_struck = recorder.all_struck();
  return run;
}

}  // namespace onefold::harness
