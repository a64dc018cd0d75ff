// Whatever the network does, and however often the client dies, each intent is placed once and both sides
// agree.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "client/paths.hpp"
#include "tests/client/lossy_room.hpp"
#include "tests/client/scripted_host.hpp"
#include "venue/profile/find_profile.hpp"

namespace onefold::client {
namespace {

int seeds() {
  const char* text = std::getenv("ONEFOLD_ROOM_SEEDS");
  return text == nullptr ? 300 : std::stoi(text);
}

class Room : public testing::TestWithParam<std::string> {};

TEST_P(Room, PlacesEachIntentOnceAndAgreesWithTheVenue) {
  RoomOptions options;
  options.profile = venue::built_in_profile(GetParam());
  // Without a lasting memory of ids nobody can bear a network that repeats requests (docs/client.md).
  options.hops = options.profile.retention == venue::Retention::for_ever ||
                 options.profile.retention == venue::Retention::window;
  std::map<std::string, std::uint64_t> paths;
  for (int seed = 1; seed <= seeds(); ++seed) {
    for (const bool hops : {false, true}) {
      if (hops && !options.hops) continue;
      RoomOptions one = options;
      one.seed = static_cast<std::uint64_t>(seed);
      one.hops = hops;
      one.chaos_ns = 1500 * ms;
      LossyRoom room(one);
      room.run();
      ASSERT_EQ(room.complaint(), "") << "seed " << seed << (hops ? " hops" : " direct");
      for (const auto& [name, count] : room.paths) paths[name] += count;
    }
  }
  for (const std::string_view name : {path::retry, path::gap_filled, path::offline_accepted,
                                      path::reconnected, path::fill_before_ack, path::compacted}) {
    EXPECT_GT(paths[std::string(name)], 0u) << name << " never happened";
  }
}

INSTANTIATE_TEST_SUITE_P(Venues, Room, testing::ValuesIn(venue::generic_profiles()), [](const auto& profile) {
  std::string name = profile.param;
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
});

}  // namespace
}  // namespace onefold::client
