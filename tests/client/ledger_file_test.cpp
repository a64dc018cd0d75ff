// The ledger on a real disk: torn at every byte, damaged at every byte, written by failing disks.
#include "client/ledger_file.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "client/ledger_batch.hpp"
#include "tests/venue/server/temporary_directory.hpp"

namespace onefold::client {
namespace {

using venue::file_bytes;
using venue::replace_file;
using venue::TemporaryDirectory;

Record accepted(std::uint64_t number) {
  IntentAccepted record;
  record.number = number;
  record.intent.id = "I" + std::to_string(number);
  record.intent.symbol = "BTC-USD";
  record.intent.quantity = static_cast<venue::Lots>(number);
  return record;
}

class LedgerFileTest : public testing::Test {
 protected:
  std::filesystem::path path() const { return directory.path() / "ledger"; }

  // Three batches of one, two and one records; where each begins, and the end.
  std::vector<std::size_t> write_three() {
    FileLedger ledger(directory.path());
    EXPECT_FALSE(ledger.open().error);
    std::vector<std::size_t> ends = {0};
    for (const std::vector<std::uint64_t>& batch :
         std::vector<std::vector<std::uint64_t>>{{1}, {2, 3}, {4}}) {
      for (const std::uint64_t number : batch) ledger.append(accepted(number));
      EXPECT_FALSE(ledger.sync());
      ends.push_back(ledger.size());
    }
    EXPECT_EQ(ends.back(), std::filesystem::file_size(path()));
    return ends;
  }

  TemporaryDirectory directory;
};

TEST_F(LedgerFileTest, BeginsEmptyAndMakesItsDirectory) {
  FileLedger ledger(directory.path() / "new");
  const LedgerContents contents = ledger.open();
  EXPECT_FALSE(contents.error);
  EXPECT_TRUE(contents.records.empty());
}

TEST_F(LedgerFileTest, HasOneWriter) {
  auto first = std::make_unique<FileLedger>(directory.path());
  EXPECT_FALSE(first->open().error);
  EXPECT_FALSE(first->open().error) << "it may open its own again";
  FileLedger second(directory.path());
  const LedgerContents contents = second.open();
  EXPECT_EQ(contents.error, std::errc::resource_unavailable_try_again);
  EXPECT_EQ(contents.complaint, directory.path().string() + ": in use by another client");
  first.reset();
  EXPECT_FALSE(second.open().error);
}

TEST_F(LedgerFileTest, GivesBackWhatWasSynced) {
  write_three();
  FileLedger ledger(directory.path());
  const LedgerContents contents = ledger.open();
  ASSERT_EQ(contents.records.size(), 4u);
  for (std::uint64_t i = 0; i < 4; ++i) EXPECT_EQ(contents.records[i], accepted(i + 1));
}

TEST_F(LedgerFileTest, WhatWasNotSyncedIsNotThere) {
  {
    FileLedger ledger(directory.path());
    ASSERT_FALSE(ledger.open().error);
    ledger.append(accepted(1));
  }
  FileLedger ledger(directory.path());
  EXPECT_TRUE(ledger.open().records.empty());
}

TEST_F(LedgerFileTest, TornAtAnyByteItKeepsEveryWholeBatchAndGoesOn) {
  const std::vector<std::size_t> ends = write_three();
  const std::string whole = file_bytes(path());
  const std::vector<std::size_t> records_upto = {0, 1, 3, 4};
  for (std::size_t cut = 0; cut <= whole.size(); ++cut) {
    replace_file(path(), whole.substr(0, cut));
    std::size_t batches = 0;
    while (batches + 1 < ends.size() && ends[batches + 1] <= cut) ++batches;
    FileLedger ledger(directory.path());
    LedgerContents contents = ledger.open();
    ASSERT_FALSE(contents.error) << "cut at " << cut << ": " << contents.complaint;
    ASSERT_EQ(contents.records.size(), records_upto[batches]) << "cut at " << cut;
    ASSERT_EQ(contents.cut_bytes, cut - ends[batches]);
    ASSERT_FALSE(ledger.rewrite(contents.records));
    ledger.append(accepted(9));
    ASSERT_FALSE(ledger.sync());
    contents = ledger.open();
    ASSERT_EQ(contents.records.size(), records_upto[batches] + 1) << "cut at " << cut;
    ASSERT_EQ(contents.cut_bytes, 0u);
  }
}

TEST_F(LedgerFileTest, DamageBeforeIntactBatchesIsNotTakenForAnUnfinishedEnd) {
  const std::vector<std::size_t> ends = write_three();
  const std::string whole = file_bytes(path());
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x40);
    replace_file(path(), damaged);
    FileLedger ledger(directory.path());
    const LedgerContents contents = ledger.open();
    if (at < ends[2]) {
      EXPECT_EQ(contents.error, std::errc::bad_message) << "byte " << at;
      EXPECT_NE(contents.complaint.find("byte "), std::string::npos);
    } else {
      EXPECT_FALSE(contents.error) << "byte " << at;
      EXPECT_EQ(contents.records.size(), 3u);
    }
    EXPECT_EQ(file_bytes(path()), damaged) << "evidence was changed";
  }
}

TEST_F(LedgerFileTest, AMissingBatchIsNoticed) {
  const std::vector<std::size_t> ends = write_three();
  std::string bytes = file_bytes(path());
  bytes.erase(ends[1], ends[2] - ends[1]);
  replace_file(path(), bytes);
  EXPECT_EQ(FileLedger(directory.path()).open().error, std::errc::bad_message);
}

TEST_F(LedgerFileTest, ARewriteReplacesEverythingAndGoesOn) {
  write_three();
  FileLedger ledger(directory.path());
  ASSERT_FALSE(ledger.open().error);
  const std::uint64_t before = ledger.size();
  ASSERT_FALSE(ledger.rewrite({accepted(7)}));
  EXPECT_LT(ledger.size(), before);
  ledger.append(accepted(8));
  ASSERT_FALSE(ledger.sync());
  const LedgerContents contents = ledger.open();
  ASSERT_EQ(contents.records.size(), 2u);
  EXPECT_EQ(contents.records[1], accepted(8));
  EXPECT_FALSE(std::filesystem::exists(directory.path() / "ledger.new"));
}

TEST_F(LedgerFileTest, AnUnfinishedRewriteIsIgnored) {
  write_three();
  replace_file(directory.path() / "ledger.new", "half of something");
  EXPECT_EQ(FileLedger(directory.path()).open().records.size(), 4u);
}

TEST_F(LedgerFileTest, AFailedSyncLeavesTheLedgerClosedUntilItIsOpenedAgain) {
  struct Failing : FileLedger {
    using FileLedger::FileLedger;
    bool failing = false;
    std::error_code sync_file(int file) override {
      return failing ? std::make_error_code(std::errc::io_error) : FileLedger::sync_file(file);
    }
  };
  Failing ledger(directory.path());
  ASSERT_FALSE(ledger.open().error);
  ledger.append(accepted(1));
  ledger.failing = true;
  EXPECT_EQ(ledger.sync(), std::errc::io_error);
  ledger.failing = false;
  ledger.append(accepted(2));
  EXPECT_TRUE(ledger.sync()) << "went on with a file of unknown content";
  EXPECT_FALSE(ledger.open().error);
}

Record arbitrary_record() {
  const auto text = [](std::size_t size_max) {
    auto value = *rc::gen::container<std::string>(rc::gen::inRange<char>('!', '~'));
    value.resize(std::min(value.size(), size_max));
    return value;
  };
  switch (*rc::gen::inRange(0, 8)) {
    case 0: {
      IntentAccepted record;
      record.number = *rc::gen::arbitrary<std::uint64_t>();
      record.intent.id = text(64);
      record.intent.target = text(64);
      record.intent.symbol = text(24);
      record.intent.kind = static_cast<venue::IntentKind>(*rc::gen::inRange(0, 3));
      record.intent.quantity = *rc::gen::arbitrary<std::int64_t>();
      record.intent.limit = *rc::gen::arbitrary<std::int64_t>();
      record.intent.type = static_cast<venue::OrderType>(*rc::gen::inRange(0, 3));
      record.intent.tif = static_cast<venue::TimeInForce>(*rc::gen::inRange(0, 5));
      record.intent.stop = *rc::gen::element<std::int64_t>(0, 17);
      record.intent.expires_ns = *rc::gen::element<std::int64_t>(0, 18);
      record.intent.post_only = *rc::gen::arbitrary<bool>();
      record.intent.self_trade = static_cast<venue::SelfTrade>(*rc::gen::inRange(0, 6));
      return record;
    }
    case 1: {
      const std::string id = text(64);
      return RequestStamped{*rc::gen::arbitrary<std::uint32_t>(), *rc::gen::arbitrary<std::uint32_t>(), id,
                            text(64), *rc::gen::arbitrary<std::int64_t>()};
    }
    case 2: {
      OrderSeen record;
      record.intent = *rc::gen::arbitrary<std::uint32_t>();
      record.order.order_id = *rc::gen::arbitrary<std::uint64_t>();
      record.order.client_order_id = text(64);
      record.order.filled = *rc::gen::arbitrary<std::int64_t>();
      record.order.status = static_cast<venue::OrderStatus>(*rc::gen::inRange(0, 4));
      record.order.tif = static_cast<venue::TimeInForce>(*rc::gen::inRange(0, 5));
      record.order.stop = *rc::gen::element<std::int64_t>(0, 17);
      record.order.triggered = *rc::gen::arbitrary<bool>();
      return record;
    }
    case 3: {
      IntentResolved record;
      record.number = *rc::gen::arbitrary<std::uint64_t>();
      record.outcome = static_cast<venue::Outcome>(*rc::gen::inRange(0, 4));
      record.reason = static_cast<venue::Reason>(*rc::gen::inRange(0, 17));
      return record;
    }
    case 4: {
      FillTaken record;
      record.seq = *rc::gen::arbitrary<std::uint64_t>();
      record.fill.trade_id = *rc::gen::arbitrary<std::uint64_t>();
      record.fill.symbol = text(24);
      record.fill.quantity = *rc::gen::arbitrary<std::int64_t>();
      return record;
    }
    case 5: {
      FillBusted record;
      record.number = *rc::gen::arbitrary<std::uint64_t>();
      record.intent = *rc::gen::arbitrary<std::uint32_t>();
      record.fill.trade_id = *rc::gen::arbitrary<std::uint64_t>();
      return record;
    }
    case 6:
      return StreamAdvanced{*rc::gen::arbitrary<std::uint64_t>()};
    default:
      return CallbacksDelivered{*rc::gen::arbitrary<std::uint64_t>()};
  }
}

TEST(LedgerRecords, CostNothingForWhatFewOrdersHave) {
  IntentAccepted plain;
  plain.intent.id = "I1";
  IntentAccepted stop = plain;
  stop.intent.type = venue::OrderType::stop;
  stop.intent.stop = 100;
  std::string plain_bytes;
  std::string stop_bytes;
  encode_record(plain, plain_bytes);
  encode_record(stop, stop_bytes);
  EXPECT_EQ(plain_bytes.size(), 2u + 1 + 8 + 3 + 1 + 1 + 1 + 3 + 8 + 8)
      << "as in ledgers of earlier versions";
  EXPECT_EQ(stop_bytes.size(), plain_bytes.size() + 18);
}

TEST(LedgerRecords, AreReadBackAsTheyWereWritten) {
  EXPECT_TRUE(rc::check("decode(encode(r)) == r, and no prefix of it decodes", [] {
    const Record record = arbitrary_record();
    std::string bytes;
    encode_record(record, bytes);
    Record read;
    for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
      std::string_view part(bytes.data(), cut);
      RC_ASSERT(!decode_record(part, read));
    }
    std::string_view all = bytes;
    RC_ASSERT(decode_record(all, read));
    RC_ASSERT(all.empty());
    RC_ASSERT(read == record);
  }));
}

TEST(LedgerRecords, HostileBytesAreRefusedOrReadWithinTheirBounds) {
  EXPECT_TRUE(rc::check("decode stays within the bytes", [] {
    const auto bytes = *rc::gen::container<std::string>(rc::gen::arbitrary<char>());
    std::string_view rest = bytes;
    Record record;
    while (!rest.empty() && decode_record(rest, record)) {
    }
    RC_ASSERT(rest.size() <= bytes.size());
  }));
}

TEST(LedgerRecords, ATornRowOfBatchesIsAPrefixOfTheWhole) {
  EXPECT_TRUE(rc::check("read_ledger(cut) is a prefix, cut at batches", [] {
    std::string bytes;
    std::vector<Record> all;
    const int batches = *rc::gen::inRange(1, 5);
    for (int i = 1; i <= batches; ++i) {
      std::string batch(ledger_header_size, '\0');
      const int records = *rc::gen::inRange(1, 4);
      for (int k = 0; k < records; ++k) {
        all.push_back(arbitrary_record());
        encode_record(all.back(), batch);
      }
      seal_batch(batch, static_cast<std::uint64_t>(i));
      bytes += batch;
    }
    const auto cut = *rc::gen::inRange<std::size_t>(0, bytes.size() + 1);
    std::uint64_t sequence = 0;
    const LedgerContents contents = read_ledger(std::string_view(bytes).substr(0, cut), "ledger", sequence);
    RC_ASSERT(!contents.error);
    RC_ASSERT(contents.records.size() <= all.size());
    for (std::size_t i = 0; i < contents.records.size(); ++i) RC_ASSERT(contents.records[i] == all[i]);
    RC_ASSERT(cut != bytes.size() || contents.records.size() == all.size());
  }));
}

}  // namespace
}  // namespace onefold::client
