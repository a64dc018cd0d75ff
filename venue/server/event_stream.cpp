#include "venue/server/event_stream.hpp"

#include <algorithm>
#include <utility>

namespace onefold::venue {

void EventStream::begin(const Engine& engine, AccountId account, std::uint64_t from_seq,
                        Misbehaviour* misbehaviour) {
  engine_ = &engine;
  account_ = account;
  misbehaviour_ = misbehaviour;
  next_seq_ = std::max<std::uint64_t>(from_seq, 1);
  if (misbehaviour == nullptr) return;
  const std::uint64_t before = misbehaviour->replayed_events(engine.account_name(account));
  next_seq_ -= std::min(before, next_seq_ - 1);
}

bool EventStream::next(ExecutionReport& report) {
  while (more()) {
    if (again_ != 0) {
      --again_;
      report = repeated_;
      return true;
    }
    if (overtaken_) {
      report = *std::exchange(overtaken_, std::nullopt);
      ++next_seq_;
      return true;
    }
    report = engine_->report_at(account_, next_seq_);
    if (misbehaviour_ == nullptr || asked_seq_ >= next_seq_ || takes(report)) {
      ++next_seq_;
      return true;
    }
  }
  return false;
}

// Asks about the report that is next. False if it is not to be sent now.
bool EventStream::takes(ExecutionReport& report) {
  asked_seq_ = next_seq_;
  const EventConduct conduct = misbehaviour_->at_event(engine_->account_name(account_), report);
  switch (conduct.kind) {
    case EventConduct::Kind::none:
      break;
    case EventConduct::Kind::lost:
      ++next_seq_;
      return false;
    case EventConduct::Kind::repeated:
      repeated_ = report;
      again_ = conduct.copies;
      break;
    case EventConduct::Kind::late:
      held_ = conduct.delay_ns > 0;
      hold_ns_ = conduct.delay_ns;
      return !held_;
    case EventConduct::Kind::overtaken:
      if (next_seq_ == engine_->last_seq(account_)) break;
      overtaken_ = std::exchange(report, engine_->report_at(account_, next_seq_ + 1));
      break;
  }
  return true;
}

}  // namespace onefold::venue
