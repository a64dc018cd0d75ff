// What counts as a duplicate, and how long attempts took, whatever order the parts of a campaign come in.
#include "harness/duplicate_counts.hpp"

#include <gtest/gtest.h>

#include "venue/api/venue_paths.hpp"

namespace onefold::harness {
namespace {

TEST(LatencyHistogram, KnowsLeastAndGreatestExactlyAndTheRestToAThirtySecond) {
  LatencyHistogram histogram;
  for (std::int64_t i = 1; i <= 1'000; ++i) histogram.add(i * 1'000'000);
  EXPECT_EQ(histogram.count(), 1'000u);
  EXPECT_EQ(histogram.min_ns(), 1'000'000u);
  EXPECT_EQ(histogram.max_ns(), 1'000'000'000u);
  EXPECT_GE(histogram.percentile_ns(50), 500'000'000u);
  EXPECT_LE(histogram.percentile_ns(50), 500'000'000u + 500'000'000u / 32);
  EXPECT_GE(histogram.percentile_ns(99), 990'000'000u);
  EXPECT_LE(histogram.percentile_ns(99), 1'000'000'000u);
  EXPECT_EQ(histogram.percentile_ns(100), 1'000'000'000u);
}

TEST(LatencyHistogram, IsExactForShortSpans) {
  LatencyHistogram histogram;
  for (std::int64_t i = 0; i < 64; ++i) histogram.add(i);
  EXPECT_EQ(histogram.percentile_ns(50), 31u);
  histogram.add(-5);
  EXPECT_EQ(histogram.min_ns(), 0u);
}

TEST(LatencyHistogram, HoldsTheLongestSpan) {
  LatencyHistogram histogram;
  histogram.add(INT64_MAX);
  EXPECT_EQ(histogram.percentile_ns(50), static_cast<std::uint64_t>(INT64_MAX));
}

TEST(LatencyHistogram, IsTheSameHoweverItsPartsAreMergedAndSent) {
  LatencyHistogram whole;
  LatencyHistogram parts[3];
  for (std::int64_t i = 0; i < 3'000; ++i) {
    const std::int64_t span_ns = i * i * 977 % 400'000'000;
    whole.add(span_ns);
    parts[i % 3].add(span_ns);
  }
  LatencyHistogram merged;
  for (int i : {2, 0, 1}) merged.merge(LatencyHistogram::restore(parts[i].numbers()));
  EXPECT_EQ(merged, whole);
  merged.merge(LatencyHistogram());
  EXPECT_EQ(merged, whole);
}

class Counted : public testing::Test {
 protected:
  Counted() { terms.clients = {{"desk-1", "A"}, {"desk-2", "B"}}; }

  void ask(properties::ClientIndex client, std::uint64_t connection, std::uint64_t request,
           const std::string& id, std::int64_t at_ns) {
    venue::NewOrder order;
    order.request = request;
    order.client_order_id = id;
    history.request_sent(client, 1, connection, order, at_ns);
  }
  void answer(std::uint64_t connection, std::uint64_t request, std::int64_t at_ns) {
    venue::Accepted accepted;
    accepted.request = request;
    history.reply_sent(0, connection, accepted, at_ns);
  }

  properties::Terms terms;
  properties::History history{terms};
  ProbeCounts paths;
};

TEST_F(Counted, AFirstAttemptIsTheFirstOfAClientUnderAnId) {
  ask(0, 1, 1, "a", 10);
  ask(1, 2, 1, "a", 20);  // another client's
  ask(0, 1, 2, "b", 30);
  ask(0, 3, 1, "a", 100);
  const DuplicateCounts counts = count_duplicates(history, paths);
  EXPECT_EQ(counts.first_attempts_sent, 3u);
  EXPECT_EQ(counts.retries_sent, 1u);
}

TEST_F(Counted, AnAttemptTakesUntilItsFirstAnswerOnItsOwnConnection) {
  ask(0, 1, 1, "a", 10);
  ask(0, 2, 1, "a", 100);
  answer(2, 1, 130);
  answer(2, 1, 190);  // again
  answer(7, 1, 200);  // of no attempt
  DuplicateCounts counts = count_duplicates(history, paths);
  EXPECT_EQ(counts.first_attempts.count(), 0u);
  EXPECT_EQ(counts.retries.count(), 1u);
  EXPECT_EQ(counts.retries.max_ns(), 30u);
  answer(1, 1, 60);
  counts = count_duplicates(history, paths);
  EXPECT_EQ(counts.first_attempts.max_ns(), 50u);
}

TEST_F(Counted, TakesWhatTheVenueDidFromItsSteps) {
  paths.add(venue::path::duplicate_suppressed, 6);
  paths.add(venue::path::payload_mismatch, 1);
  paths.add(venue::path::in_flight_conflict, 2);
  paths.add(venue::path::window_expired, 1);
  const DuplicateCounts counts = count_duplicates(history, paths);
  EXPECT_EQ(counts.hits, 6u);
  EXPECT_EQ(counts.mismatches, 1u);
  EXPECT_EQ(counts.conflicts, 2u);
  EXPECT_EQ(counts.expiries, 1u);
}

TEST_F(Counted, CountsOrdersAndReplacesThatTookEffectAsMisses) {
  std::uint64_t number = 0;
  using venue::ExecutionKind;
  for (ExecutionKind kind : {ExecutionKind::accepted, ExecutionKind::filled, ExecutionKind::accepted,
                             ExecutionKind::replaced, ExecutionKind::cancelled}) {
    venue::ExecutionReport report;
    report.number = ++number;
    report.seq = number;
    report.account = "A";
    report.kind = kind;
    history.execution(report, 5);
  }
  EXPECT_EQ(count_duplicates(history, paths).misses, 3u);
}

TEST_F(Counted, TakesAVenueWithoutAnObserverAtItsWord) {
  terms.truth_from_wire = true;
  paths.add(venue::path::duplicate_suppressed, 6);
  venue::Rejected rejected;
  for (venue::Reason reason :
       {venue::Reason::duplicate_id, venue::Reason::payload_mismatch, venue::Reason::unknown_order}) {
    rejected.reason = reason;
    history.reply_sent(0, 1, rejected, 5);
  }
  venue::Accepted original;
  original.original = true;
  history.reply_sent(0, 1, original, 5);
  const DuplicateCounts counts = count_duplicates(history, paths);
  EXPECT_EQ(counts.hits, 2u);
  EXPECT_EQ(counts.mismatches, 1u);
}

TEST(DuplicateCounts, TellTheShareOfWhatCameAgain) {
  DuplicateCounts counts;
  EXPECT_EQ(counts.share_per_mille(), 0u);
  counts.hits = 3;
  counts.misses = 6;
  counts.conflicts = 1;
  EXPECT_EQ(counts.share_per_mille(), 400u);
  counts.expiries = 2;  // of the misses
  EXPECT_EQ(counts.share_per_mille(), 600u);
}

TEST(DuplicateCounts, AddUpWhicheverWayTheyAreSent) {
  DuplicateCounts counts;
  std::uint64_t number = 0;
  for (std::uint64_t* field :
       {&counts.hits, &counts.misses, &counts.mismatches, &counts.conflicts, &counts.expiries,
        &counts.repeats, &counts.first_attempts_sent, &counts.retries_sent}) {
    *field = ++number;
  }
  counts.first_attempts.add(500);
  counts.retries.add(700);
  EXPECT_EQ(DuplicateCounts::restore(counts.rows()), counts);
  DuplicateCounts twice = counts;
  twice.merge(counts);
  EXPECT_EQ(twice.retries_sent, 16u);
  EXPECT_EQ(twice.retries.count(), 2u);
  const reports::Deduplication told = deduplication_of(twice);
  EXPECT_EQ(told.hits, 2u);
  EXPECT_EQ(told.first_latency.max_ns, 500u);
  EXPECT_EQ(told.retry_latency.min_ns, 700u);
}

}  // namespace
}  // namespace onefold::harness
