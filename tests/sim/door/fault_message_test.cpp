// What each fault of messages and connections does to what the other side sees.
#include "tests/sim/door/frame_world.hpp"

namespace onefold::sim::test {
namespace {

using Texts = std::vector<std::string>;

WorldOptions direct() {
  WorldOptions options = frame_options();
  options.model = DeliveryModel::direct;
  return options;
}

// Without faults: connected at 2 ms, frames sent at 12, 22, 32 ms.
const std::vector<std::string> three{"n1..", "n2..", "n3.."};
const char* second_message = "message a->b frames n 2 #1";

TEST(MessageFault, WithoutAnyEachFrameArrivesOnceAfterTheLatency) {
  FrameWorld world;
  world.send(three);
  const std::vector<Arrival> wanted{{3, "accepted"}, {13, "n1.."}, {23, "n2.."}, {33, "n3.."}};
  EXPECT_EQ(world.arrivals, wanted);
}

TEST(MessageFault, DropSwallowsOneMessageAndNothingElse) {
  FrameWorld world;
  world.strike({world.fault(second_message, FaultKind::drop)});
  world.send(three);
  EXPECT_EQ(world.texts(), (Texts{"accepted", "n1..", "n3.."}));
  EXPECT_EQ(world.struck(), Texts{second_message});
  EXPECT_TRUE(static_cast<ListDecider&>(*world.decider.inner).unasked().empty());
}

TEST(MessageFault, DropAndReorderAndDuplicateAreNotOnTheDirectMenu) {
  for (FaultKind kind : {FaultKind::drop, FaultKind::reorder, FaultKind::duplicate}) {
    FrameWorld world(direct());
    world.strike({world.fault(second_message, kind)});
    world.send(three);
    EXPECT_EQ(world.texts(), (Texts{"accepted", "n1..", "n2..", "n3.."}));
    EXPECT_EQ(static_cast<ListDecider&>(*world.decider.inner).unasked().size(), 1u);
  }
}

TEST(MessageFault, DuplicateRepeatsAtItsDistance) {
  FrameWorld world;
  Fault fault = world.fault(second_message, FaultKind::duplicate);
  fault.copies = 2;
  fault.delay_ns = 7 * millisecond_ns;
  world.strike({fault});
  world.send(three);
  const std::vector<Arrival> wanted{{3, "accepted"}, {13, "n1.."}, {23, "n2.."},
                                    {30, "n2.."},    {33, "n3.."}, {37, "n2.."}};
  EXPECT_EQ(world.arrivals, wanted);
}

TEST(MessageFault, ReorderLetsTheNextMessagePassFirst) {
  FrameWorld world;
  Fault fault = world.fault(second_message, FaultKind::reorder);
  fault.delay_ns = second_ns;
  world.strike({fault});
  world.send(three);
  const std::vector<Arrival> wanted{{3, "accepted"}, {13, "n1.."}, {33, "n3.."}, {33, "n2.."}};
  EXPECT_EQ(world.arrivals, wanted);
}

TEST(MessageFault, ReorderOfTheLastMessageHoldsItNoLongerThanItsDelay) {
  FrameWorld world;
  Fault fault = world.fault("message a->b frames n 3 #1", FaultKind::reorder);
  fault.delay_ns = 100 * millisecond_ns;
  world.strike({fault});
  world.send(three);
  EXPECT_EQ(world.arrivals.back(), (Arrival{133, "n3.."}));
}

TEST(MessageFault, DelayIsOvertakenBehindHopsAndHeadOfLineOnADirectConnection) {
  for (const bool hops : {true, false}) {
    FrameWorld world(hops ? frame_options() : direct());
    Fault fault = world.fault(second_message, FaultKind::delay);
    fault.delay_ns = 100 * millisecond_ns;
    world.strike({fault});
    world.send(three);
    const std::vector<Arrival> overtaken{{3, "accepted"}, {13, "n1.."}, {33, "n3.."}, {123, "n2.."}};
    const std::vector<Arrival> behind{{3, "accepted"}, {13, "n1.."}, {123, "n2.."}, {123, "n3.."}};
    EXPECT_EQ(world.arrivals, hops ? overtaken : behind);
  }
}

TEST(MessageFault, CutBreaksBothSidesInMidFrame) {
  FrameWorld world(direct());
  Fault fault = world.fault(second_message, FaultKind::cut);
  fault.amount = 3;
  world.strike({fault});
  world.send(three);
  EXPECT_EQ(world.texts(), (Texts{"accepted", "n1..", "n2.", "reset"}));
  ASSERT_EQ(world.send_errors.size(), 1u);
  EXPECT_EQ(world.send_errors[0], (Arrival{32, "Connection reset by peer"}));
}

TEST(MessageFault, NothingHeldComesBehindTheFirstHalfOfAMessage) {
  FrameWorld world;
  Fault held = world.fault(second_message, FaultKind::reorder);
  held.delay_ns = second_ns;
  Fault cut = world.fault("message a->b frames n 3 #1", FaultKind::cut);
  cut.amount = 3;
  world.strike({held, cut});
  world.send(three);
  EXPECT_EQ(world.texts(), (Texts{"accepted", "n1..", "n3.", "reset"}));
}

TEST(MessageFault, ResetBeforeAndAfterDifferInWhetherTheMessageArrives) {
  FrameWorld before(direct());
  before.strike({before.fault(second_message, FaultKind::reset_before)});
  before.send(three);
  EXPECT_EQ(before.texts(), (Texts{"accepted", "n1..", "reset"}));
  FrameWorld after(direct());
  after.strike({after.fault(second_message, FaultKind::reset_after)});
  after.send(three);
  EXPECT_EQ(after.texts(), (Texts{"accepted", "n1..", "n2..", "reset"}));
  EXPECT_EQ(after.send_errors.size(), 1u);
}

TEST(MessageFault, SilenceTellsNobodyUntilTheWorldHeals) {
  FrameWorld world(direct());
  world.strike({world.fault(second_message, FaultKind::silence)});
  world.send(three);
  const std::vector<Arrival> wanted{{3, "accepted"}, {13, "n1.."}, {10'000, "reset"}};
  EXPECT_EQ(world.arrivals, wanted);
  EXPECT_TRUE(world.send_errors.empty());
  EXPECT_EQ(world.sender_end, (Arrival{10'000, "Connection reset by peer"}));
}

TEST(MessageFault, TakingOneFaultAwayLeavesTheOthersInPlace) {
  const auto run = [](bool with_drop) {
    FrameWorld world;
    Fault late = world.fault("message a->b frames n 3 #1", FaultKind::delay);
    late.delay_ns = 50 * millisecond_ns;
    std::vector<Fault> faults{late};
    if (with_drop) faults.push_back(world.fault("message a->b frames n 1 #1", FaultKind::drop));
    world.strike(faults);
    world.send(three);
    return world.arrivals.back();
  };
  EXPECT_EQ(run(true), run(false));
  EXPECT_EQ(run(true), (Arrival{83, "n3.."}));
}

TEST(MessageFault, EqualMessagesAreCountedOverTheWholeRun) {
  FrameWorld world;
  world.strike({world.fault("message a->b frames n 1 #3", FaultKind::drop)});
  world.send({"n1.a", "n1.b", "n1.c", "n1.d"});
  EXPECT_EQ(world.texts(), (Texts{"accepted", "n1.a", "n1.b", "n1.d"}));
}

TEST(MessageFault, AFrameWrittenInPiecesIsOneMessageAndSeveralInOneWriteAreSeveral) {
  FrameWorld world;
  world.strike({world.fault("message a->b frames n 2 #1", FaultKind::drop)});
  world.send({"n1", "..n2..n3", ".."});
  EXPECT_EQ(world.texts(), (Texts{"accepted", "n1..", "n3.."}));
}

TEST(ConnectionFault, RefusedAndUnanswered) {
  FrameWorld refused;
  refused.strike({refused.fault("connection a->b frames #1", FaultKind::refuse)});
  refused.send(three);
  EXPECT_EQ(refused.connect_error, asio::error::connection_refused);
  EXPECT_EQ(refused.connected_ms, 2);
  EXPECT_TRUE(refused.arrivals.empty());
  // SYNs leave at 0, 1, 3, 7, 15 s; the world heals at 10 s.
  FrameWorld unanswered;
  unanswered.strike({unanswered.fault("connection a->b frames #1", FaultKind::unanswered)});
  unanswered.send(three);
  EXPECT_FALSE(unanswered.connect_error);
  EXPECT_EQ(unanswered.connected_ms, 15'002);
}

TEST(ConnectionFault, AConnectionThatNobodyAnswersTimesOutAsOnLinux) {
  WorldOptions options = frame_options();
  options.heal_ns = options.horizon_ns = 200 * second_ns;
  FrameWorld world(options);
  world.strike({world.fault("connection a->b frames #1", FaultKind::unanswered)});
  world.send(three);
  EXPECT_EQ(world.connect_error, asio::error::timed_out);
  EXPECT_EQ(world.connected_ms, 127'000);
}

Fault partition(FrameWorld& world, const char* key, const char* node, const char* peer, bool both_ways) {
  Fault fault = world.fault(key, FaultKind::partition);
  fault.node = world.world.names().intern(node);
  fault.peer = world.world.names().intern(peer);
  fault.both_ways = both_ways;
  fault.offset_ns = 5 * millisecond_ns;
  fault.duration_ns = 100 * millisecond_ns;
  return fault;
}

TEST(Partition, HoldsWhatIsSentUntilItEndsInOneDirectionOnly) {
  FrameWorld world;
  world.strike({partition(world, "message a->b frames n 1 #1", "a", "b", false)});
  world.send(three);
  const std::vector<Arrival> wanted{{3, "accepted"}, {13, "n1.."}, {117, "n2.."}, {117, "n3.."}};
  EXPECT_EQ(world.arrivals, wanted);
  FrameWorld other_way;
  other_way.strike({partition(other_way, "message a->b frames n 1 #1", "b", "a", false)});
  other_way.send(three);
  EXPECT_EQ(other_way.arrivals.back(), (Arrival{33, "n3.."}));
}

TEST(Partition, AConnectionAttemptIsRepeatedAsTcpDoes) {
  FrameWorld world;
  Fault fault = partition(world, "start", "a", "b", true);
  fault.offset_ns = 0;
  world.strike({fault});
  world.send(three);
  EXPECT_EQ(world.connected_ms, 1002);
}

TEST(Partition, EndsWhenTheWorldHeals) {
  FrameWorld world;
  Fault fault = partition(world, "message a->b frames n 1 #1", "a", "b", true);
  fault.duration_ns = 1000 * second_ns;
  world.strike({fault});
  world.send(three);
  EXPECT_EQ(world.arrivals.back(), (Arrival{10'000, "n3.."}));
}

TEST(Healing, NothingIsAskedAfterwards) {
  WorldOptions options = frame_options();
  options.heal_ns = 15 * millisecond_ns;
  FrameWorld world(options);
  world.strike({world.fault("message a->b frames n 3 #1", FaultKind::drop)});
  world.send(three);
  EXPECT_EQ(world.texts(), (Texts{"accepted", "n1..", "n2..", "n3.."}));
  // start, two boots, one connection, the first frame as an effect and as a message.
  EXPECT_EQ(world.decider.count, 6u);
  EXPECT_EQ(world.decider.asked.size(), 6u);
  EXPECT_EQ(world.world.points(), 6u);
}

TEST(Background, SplitsAndVariesLatencyButKeepsTheStreamIntact) {
  WorldOptions options = frame_options();
  options.calm = false;
  options.latency_max_ns = 30 * millisecond_ns;
  options.model = DeliveryModel::direct;
  std::vector<std::string> frames;
  std::string all;
  for (int i = 100; i < 200; ++i) frames.push_back("n" + std::to_string(i));
  for (const std::string& frame : frames) all += frame;
  std::set<std::uint64_t> digests;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    options.background_seed = seed;
    FrameWorld world(options);
    world.send(frames);
    std::string seen;
    std::int64_t last_ms = 0;
    for (const Arrival& arrival : world.arrivals) {
      if (arrival.text != "accepted") seen += arrival.text;
      EXPECT_GE(arrival.time_ms, last_ms);
      last_ms = arrival.time_ms;
    }
    EXPECT_EQ(seen, all);
    EXPECT_TRUE(digests.insert(world.world.digest()).second);
  }
}

}  // namespace
}  // namespace onefold::sim::test
