// How long something took, over many runs: integers alone, so that it is the same however runs were dealt to
// workers and in whatever order their parts come together.
//
// Buckets are of equal width within a power of two, 32 to each: below 64 ns exact, above it a value is known
// to 1/32. Least, greatest and count are exact.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <utility>
#include <vector>

namespace onefold::harness {

class LatencyHistogram {
 public:
  // A bucket's number, and how many values are in it.
  using Bucket = std::pair<std::uint16_t, std::uint64_t>;

  // Negative spans count as 0.
  void add(std::int64_t span_ns) {
    const auto value = static_cast<std::uint64_t>(std::max<std::int64_t>(span_ns, 0));
    min_ns_ = count_ == 0 ? value : std::min(min_ns_, value);
    max_ns_ = std::max(max_ns_, value);
    ++count_;
    ++of(bucket_of(value));
  }

  void merge(const LatencyHistogram& other) {
    if (other.count_ == 0) return;
    min_ns_ = count_ == 0 ? other.min_ns_ : std::min(min_ns_, other.min_ns_);
    max_ns_ = std::max(max_ns_, other.max_ns_);
    count_ += other.count_;
    for (const auto& [bucket, values] : other.buckets_) of(bucket) += values;
  }

  std::uint64_t count() const { return count_; }
  std::uint64_t min_ns() const { return min_ns_; }  // 0 without values
  std::uint64_t max_ns() const { return max_ns_; }

  // So many of a hundred values are not above it; at most 1/32 too high. 0 without values.
  std::uint64_t percentile_ns(std::uint64_t percent) const {
    const std::uint64_t wanted = (count_ * percent + 99) / 100;
    std::uint64_t below = 0;
    for (const auto& [bucket, values] : buckets_) {
      below += values;
      if (below >= wanted) return std::clamp(last_of(bucket), min_ns_, max_ns_);
    }
    return max_ns_;
  }

  // All that it knows, as numbers; restore() takes them back.
  std::vector<std::uint64_t> numbers() const {
    std::vector<std::uint64_t> all{min_ns_, max_ns_};
    for (const auto& [bucket, values] : buckets_) {
      all.push_back(bucket);
      all.push_back(values);
    }
    return all;
  }
  static LatencyHistogram restore(const std::vector<std::uint64_t>& numbers) {
    LatencyHistogram histogram;
    histogram.min_ns_ = numbers.at(0);
    histogram.max_ns_ = numbers.at(1);
    for (std::size_t i = 2; i + 1 < numbers.size(); i += 2) {
      histogram.buckets_.emplace_back(static_cast<std::uint16_t>(numbers[i]), numbers[i + 1]);
      histogram.count_ += numbers[i + 1];
    }
    return histogram;
  }

  friend bool operator==(const LatencyHistogram&, const LatencyHistogram&) = default;

 private:
  static constexpr int width_bits = 5;

  static std::uint16_t bucket_of(std::uint64_t value) {
    const int shift = std::max(0, static_cast<int>(std::bit_width(value)) - width_bits - 1);
    return static_cast<std::uint16_t>((static_cast<std::uint64_t>(shift) << width_bits) + (value >> shift));
  }
  // The greatest value of a bucket.
  static std::uint64_t last_of(std::uint16_t bucket) {
    const int shift = std::max(0, (bucket >> width_bits) - 1);
    const std::uint64_t first = bucket - (static_cast<std::uint64_t>(shift) << width_bits);
    return ((first + 1) << shift) - 1;
  }
  std::uint64_t& of(std::uint16_t bucket) {
    auto at = std::lower_bound(buckets_.begin(), buckets_.end(), bucket,
                               [](const Bucket& one, std::uint16_t wanted) { return one.first < wanted; });
    if (at == buckets_.end() || at->first != bucket) at = buckets_.insert(at, {bucket, 0});
    return at->second;
  }

  std::uint64_t count_ = 0;
  std::uint64_t min_ns_ = 0;
  std::uint64_t max_ns_ = 0;
  std::vector<Bucket> buckets_;  // ascending
};

}  // namespace onefold::harness
