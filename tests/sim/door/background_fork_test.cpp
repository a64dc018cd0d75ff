// The fork of a world's background: up to the fork, bit for bit the same run.
#include "tests/sim/door/frame_world.hpp"

namespace onefold::sim::test {
namespace {

// The digest of all that happened before each point.
class DigestDecider final : public Decider {
 public:
  DigestDecider(const World& world, std::vector<std::uint64_t>& digests) : world_(world), digests_(digests) {}
  void decide(const Point&, std::vector<Fault>&) override { digests_.push_back(world_.digest()); }

 private:
  const World& world_;
  std::vector<std::uint64_t>& digests_;
};

struct Trail {
  std::vector<std::uint64_t> digests;
  std::uint64_t last = 0;
};

Trail trail_of(std::uint64_t fork_point, std::uint64_t fork_seed, bool calm) {
  WorldOptions options = frame_options();
  options.calm = calm;
  options.latency_max_ns = 30 * millisecond_ns;
  options.background_seed = 7;
  options.fork_point = fork_point;
  options.fork_seed = fork_seed;
  FrameWorld world(options);
  Trail trail;
  world.decider.inner = std::make_unique<DigestDecider>(world.world, trail.digests);
  world.send({"n111", "n222", "n333", "n444", "n555", "n666"});
  trail.last = world.world.digest();
  return trail;
}

TEST(BackgroundFork, IsBitIdenticalBeforeItsPointAndAnotherRunAfterIt) {
  Trail straight = trail_of(0, 0, false);
  ASSERT_GT(straight.digests.size(), 8u);
  for (std::size_t fork_point : {1u, 4u, 8u}) {
    std::set<std::uint64_t> ends{straight.last};
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
      Trail forked = trail_of(fork_point, seed, false);
      ASSERT_GE(forked.digests.size(), fork_point);
      for (std::size_t i = 0; i < fork_point; ++i) EXPECT_EQ(forked.digests[i], straight.digests[i]);
      EXPECT_TRUE(ends.insert(forked.last).second) << "point " << fork_point << " seed " << seed;
    }
  }
}

TEST(BackgroundFork, BeyondTheLastPointOrIntoTheSameSeedChangesNothing) {
  Trail straight = trail_of(0, 0, false);
  EXPECT_EQ(trail_of(straight.digests.size() + 1, 99, false).last, straight.last);
  EXPECT_EQ(trail_of(4, 7, false).last, straight.last);
  // Where all is calm, these programs leave nothing to chance.
  EXPECT_EQ(trail_of(4, 1, true).last, trail_of(0, 0, true).last);
}

}  // namespace
}  // namespace onefold::sim::test
