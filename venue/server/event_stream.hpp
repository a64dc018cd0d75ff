// One subscriber's way through the execution reports of its account, misbehaviour on that way included.
// Internal to venue/server.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>

#include "venue/engine/engine.hpp"

namespace onefold::venue {

class EventStream {
 public:
  // From report `from_seq` (from 1) on. Nothing is owned; `misbehaviour` may be null.
  void begin(const Engine& engine, AccountId account, std::uint64_t from_seq, Misbehaviour* misbehaviour);
  bool begun() const { return engine_ != nullptr; }

  // Takes the next report to send; false if there is none for now.
  bool next(ExecutionReport& report);

  // Whether next() has more, without waiting.
  bool more() const { return begun() && !held_ && (again_ != 0 || next_seq_ <= engine_->last_seq(account_)); }

  // After next() gave none: nothing more comes before go_on(), which is to be called after so long. Told
  // once; 0: it is not held back.
  std::int64_t take_hold_ns() { return std::exchange(hold_ns_, 0); }
  void go_on() { held_ = false; }

 private:
  bool takes(ExecutionReport& report);

  const Engine* engine_ = nullptr;
  Misbehaviour* misbehaviour_ = nullptr;
  AccountId account_ = no_account;
  std::uint64_t next_seq_ = 0;
  std::optional<ExecutionReport> overtaken_;  // by the report before next_seq_: comes in its place
  ExecutionReport repeated_;
  std::uint32_t again_ = 0;      // so often
  std::uint64_t asked_seq_ = 0;  // of the last report that misbehaviour was asked about
  std::int64_t hold_ns_ = 0;
  bool held_ = false;
};

}  // namespace onefold::venue
