// `onefold venue` under clients that mean no good, or nothing: it stays up, serves the others, and keeps
// nothing of them.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <variant>

#include "tests/app/program.hpp"
#include "tests/app/venue_process.hpp"

namespace onefold::test {
namespace {

constexpr int connections = 10'000;
constexpr std::size_t at_once = 200;

std::size_t descriptors_of(pid_t pid) {
  const std::filesystem::path folder = "/proc/" + std::to_string(pid) + "/fd";
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder)) ++count;
  return count;
}

std::size_t resident_kilobytes_of(pid_t pid) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) return std::strtoul(line.c_str() + 6, nullptr, 10);
  }
  return 0;
}

// Bytes that are the same in every run and look like nothing, or like the beginning of something.
std::string garbage(std::uint32_t number) {
  static const std::string beginnings[] = {"",
                                           "GET /api/v3/order?",
                                           "POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
                                           std::string("\x31\0\0\0\1\2", 6),
                                           std::string("\xff\xff\xff\x7f\1\1", 6),
                                           std::string("\2\0\0\0\1\x7f", 6)};
  std::string bytes = beginnings[number % std::size(beginnings)];
  std::uint64_t state = number;
  for (std::uint32_t i = 0; i < number % 700; ++i) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    bytes += static_cast<char>(state >> 56);
  }
  return bytes;
}

std::vector<std::string> arguments(const std::string& dialect) {
  return {"--listen",  "127.0.0.1:0", "--profile",     "reject-for-ever",
          "--dialect", dialect,       "--credentials", "keys.json"};
}

void write_credentials(const ScratchDirectory& scratch) {
  scratch.write("keys.json", R"([{ "account": "A", "api_key": "key-of-A", "secret": "secret-of-A" }])");
  std::filesystem::permissions(scratch.path() / "keys.json", std::filesystem::perms::owner_read);
}

bool serves(const VenueProcess& process, const std::string& id, const std::string& dialect = "native") {
  if (dialect == "http") return http_get(process.orders_port(), "/api/v3/ping") == "{}";
  RawConnection client = logged_in(process.orders_port());
  const auto answer = client.ask(limit_order(2, id, venue::Side::buy, 15, 10'110));
  return answer && std::holds_alternative<venue::Accepted>(*answer);
}

class VenueUnderGarbage : public testing::TestWithParam<std::string> {};

TEST_P(VenueUnderGarbage, SurvivesTenThousandConnectionsAndKeepsNothingOfThem) {
  const std::string dialect = GetParam();
  ScratchDirectory scratch;
  write_credentials(scratch);
  VenueProcess process(scratch.path(), arguments(dialect));
  ASSERT_TRUE(serves(process, "before", dialect)) << process.rest();
  const std::size_t descriptors = descriptors_of(process.pid());
  std::size_t kilobytes = 0;
  std::vector<RawConnection> open;
  for (int i = 0; i < connections; ++i) {
    open.emplace_back(i % 3 == 0 ? process.events_port() : process.orders_port());
    open.back().send(garbage(static_cast<std::uint32_t>(i)));
    if (i % 2 == 0) open.back().finish();
    if (open.size() == at_once) open.clear();
    if (i == connections / 10) kilobytes = resident_kilobytes_of(process.pid());
  }
  open.clear();
  ASSERT_TRUE(serves(process, "after", dialect));
  // Ends of connections are seen in their order, so by now all are, but for what came last.
  for (int i = 0; i < 1'000 && descriptors_of(process.pid()) > descriptors + 8; ++i)
    serves(process, "wait-" + std::to_string(i), dialect);
  EXPECT_LE(descriptors_of(process.pid()), descriptors + 8);
  // AddressSanitizer keeps what was freed.
  if (!ONEFOLD_SANITIZED) {
    EXPECT_LE(resident_kilobytes_of(process.pid()), kilobytes + 8 * 1024);
  }
  EXPECT_EQ(process.stop(SIGTERM), 0) << process.rest();
}

INSTANTIATE_TEST_SUITE_P(Dialect, VenueUnderGarbage, testing::Values("native", "http"),
                         [](const auto& dialect) { return dialect.param; });

TEST(VenueHardening, RefusesBodiesOverTheLimitAndWrongSignatures) {
  ScratchDirectory scratch;
  write_credentials(scratch);
  VenueProcess process(scratch.path(), arguments("http"));
  RawConnection large(process.orders_port());
  ASSERT_TRUE(large.send("POST /api/v3/order HTTP/1.1\r\nHost: a\r\nContent-Length: 10000000\r\n\r\n"));
  EXPECT_TRUE(large.read_all().starts_with("HTTP/1.1 413 "));
  RawConnection wide(process.orders_port());
  ASSERT_TRUE(wide.send("GET /api/v3/ping HTTP/1.1\r\nX-Long: " + std::string(9'000, 'x')));
  EXPECT_TRUE(wide.read_all().starts_with("HTTP/1.1 431 "));
  RawConnection forged(process.orders_port());
  ASSERT_TRUE(forged.send("GET /api/v3/openOrders?timestamp=1&signature=" + std::string(64, '0') +
                          " HTTP/1.1\r\nHost: a\r\nX-MBX-APIKEY: key-of-A\r\nConnection: close\r\n\r\n"));
  EXPECT_NE(forged.read_all().find("\"code\":-1022"), std::string::npos);
}

TEST_P(VenueUnderGarbage, ClosesAConnectionThatNeverCompletesAMessageAndServesOthers) {
  ScratchDirectory scratch;
  write_credentials(scratch);
  std::vector<std::string> all = arguments(GetParam());
  all.insert(all.end(), {"--message-timeout", "300ms"});
  VenueProcess process(scratch.path(), all);
  RawConnection slow(process.orders_port());
  ASSERT_TRUE(slow.send(GetParam() == "http" ? "GET /api/v3/pi" : login_text().substr(0, 7)));
  EXPECT_TRUE(serves(process, "meanwhile", GetParam()));
  EXPECT_TRUE(slow.ends());
}

TEST(VenueHardening, TurnsAwayMoreClientsThanItMayHaveAndServesThemLater) {
  ScratchDirectory scratch;
  VenueProcess process(scratch.path(), {"--listen", "127.0.0.1:0", "--profile", "reject-for-ever",
                                        "--connections-max", "4", "--metrics", "127.0.0.1:0"});
  {
    std::vector<RawConnection> open;
    for (int i = 0; i < 4; ++i) open.push_back(logged_in(process.orders_port()));
    RawConnection fifth(process.orders_port());
    EXPECT_TRUE(fifth.ends());
    const std::string metrics = http_get(process.metrics_port(), "/metrics");
    EXPECT_NE(metrics.find("onefold_connections_refused_total 1\n"), std::string::npos) << metrics;
  }
  bool served = false;
  for (int i = 0; i < 1'000 && !served; ++i) served = serves(process, "later");
  EXPECT_TRUE(served);
}

// Accepting fails while there is no descriptor left, and is tried again: who waited is served.
TEST(VenueHardening, SurvivesRunningOutOfDescriptors) {
  ScratchDirectory scratch;
  VenueProcess process(scratch.path(), {"--listen", "127.0.0.1:0", "--profile", "reject-for-ever"});
  rlimit usual{};
  ASSERT_EQ(::prlimit(process.pid(), RLIMIT_NOFILE, nullptr, &usual), 0);
  const rlimit none{3, usual.rlim_max};  // fewer than it has open
  ASSERT_EQ(::prlimit(process.pid(), RLIMIT_NOFILE, &none, nullptr), 0);
  std::vector<RawConnection> waiting;
  for (int i = 0; i < 50; ++i) waiting.emplace_back(process.orders_port());
  for (RawConnection& client : waiting) ASSERT_TRUE(client.send(login_text()));
  ASSERT_EQ(::prlimit(process.pid(), RLIMIT_NOFILE, &usual, nullptr), 0);
  for (RawConnection& client : waiting) {
    const auto answer = client.reply();
    ASSERT_TRUE(answer && std::holds_alternative<venue::LoggedIn>(*answer));
  }
  EXPECT_EQ(process.stop(SIGTERM), 0) << process.rest();
}

}  // namespace
}  // namespace onefold::test
