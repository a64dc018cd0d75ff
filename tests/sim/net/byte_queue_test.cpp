#include "sim/net/byte_queue.hpp"

#include <gtest/gtest.h>

#include <string>

#include "sim/core/random.hpp"

namespace onefold::sim {
namespace {

std::string content(const ByteQueue& queue) {
  std::string text(queue.size(), '\0');
  queue.peek(0, reinterpret_cast<std::byte*>(text.data()), text.size());
  return text;
}

TEST(ByteQueue, BehavesAsAStringUnderRandomOperations) {
  ByteQueue queue;
  std::string model;
  RandomStream random(11);
  for (int i = 0; i < 20'000; ++i) {
    const std::uint64_t what = random.next() % 10;
    const std::uint64_t size = random.next() % 97;
    std::string bytes(size, static_cast<char>('a' + i % 26));
    const auto* data = reinterpret_cast<const std::byte*>(bytes.data());
    if (what < 4) {
      queue.push(data, bytes.size());
      model += bytes;
    } else if (what == 4) {
      const std::uint64_t at = random.next() % (model.size() + 1);
      queue.insert(at, data, bytes.size());
      model.insert(at, bytes);
    } else if (what < 9) {
      const std::size_t count = std::min<std::size_t>(size, model.size());
      queue.drop_front(count);
      model.erase(0, count);
    } else {
      const std::uint64_t kept = random.next() % (model.size() + 1);
      queue.truncate(kept);
      model.resize(kept);
    }
    ASSERT_EQ(queue.size(), model.size());
    if (i % 50 == 0) {
      ASSERT_EQ(content(queue), model);
    }
  }
  EXPECT_EQ(content(queue), model);
}

}  // namespace
}  // namespace onefold::sim
