// The table itself, row by row as the architecture document (docs/architecture.md) explains it.
#include "tests/tree/parts_table.hpp"

#include <algorithm>
#include <array>

namespace onefold::tree {

const std::vector<Part>& parts() {
  static const std::vector<Part> table = {
      {"sim/core", {}, {}},
      {"sim/net", {"sim/core"}, {}},
      {"sim/os", {"sim/core", "sim/net"}, {}},
      {"sim/node", {"sim/core", "sim/net", "sim/os"}, {}},
      {"sim/agent", {}, {}},
      {"sim/door", {"sim/core", "sim/net", "sim/os", "sim/node", "sim/agent"}, {}},
      {"venue/api", {}, {}},
      {"venue/profile", {"venue/api"}, {"json"}},
      {"venue/book", {"venue/api"}, {}},
      {"venue/semantics", {"venue/api", "venue/profile"}, {}},
      {"venue/engine", {"venue/api", "venue/profile", "venue/book", "venue/semantics"}, {}},
      {"venue/wire", {"venue/api"}, {"json", "openssl"}},
      {"venue/server",
       {"venue/api", "venue/profile", "venue/book", "venue/semantics", "venue/engine", "venue/wire"},
       {"asio", "openssl"}},
      {"client", {"venue/api", "venue/profile", "venue/wire"}, {"asio", "openssl"}},
      {"client/failover", {"client", "venue/api", "venue/profile"}, {"asio"}},
      {"properties", {"venue/api", "venue/profile"}, {}},
      {"harness/scenario", {"venue/api", "venue/profile", "sim/core"}, {"json"}},
      {"properties/gen", {"harness/scenario"}, {"rapidcheck", "json"}},
      {"harness/search", {"sim/core", "venue/api", "venue/profile", "properties", "harness/scenario"}, {}},
      {"reports", {}, {"json", "fmt"}},
      {"harness",
       {"sim/core", "sim/net", "sim/os", "sim/node", "venue/api", "venue/profile", "venue/wire",
        "venue/engine", "venue/server", "client", "properties", "harness/scenario", "harness/search",
        "reports"},
       {"asio", "json", "fmt", "openssl"}},
      {"app", {"*"}, {"*"}},
      {"onefold", {"*"}, {"*"}},
      {"bench", {"*"}, {"*"}},
      {"bench/floor", {"bench"}, {}},
      {"examples", {"*"}, {"*"}},
      {"tests", {"*"}, {"*"}},
      {"cmake", {}, {"asio"}},
  };
  return table;
}

const Part* part_of(std::string_view path) {
  const Part* best = nullptr;
  for (const Part& part : parts()) {
    const bool inside = path.starts_with(part.directory) &&
                        (path.size() == part.directory.size() || path[part.directory.size()] == '/');
    if (inside && (best == nullptr || part.directory.size() > best->directory.size())) best = &part;
  }
  return best;
}

std::string_view library_of(std::string_view header) {
  struct Rule {
    std::string_view prefix;
    std::string_view library;
  };
  static constexpr std::array rules = {
      Rule{"boost/asio", "asio"},
      Rule{"boost/beast", "asio"},
      Rule{"boost/crc.hpp", "std"},
      Rule{"boost/uuid/", "std"},
      Rule{"boost/intrusive/", "std"},
      Rule{"boost/container/", "std"},
      Rule{"nlohmann/", "json"},
      Rule{"openssl/", "openssl"},
      Rule{"fmt/", "fmt"},
      Rule{"rapidcheck", "rapidcheck"},
      Rule{"CLI/", "cli11"},
      Rule{"gtest/", "gtest"},
      Rule{"onefold/", "onefold"},
      Rule{"gmock/", "gtest"},
      Rule{"sys/", "std"},
      Rule{"netinet/", "std"},
      Rule{"arpa/", "std"},
      Rule{"linux/", "std"},
  };
  const auto* rule =
      std::find_if(rules.begin(), rules.end(), [&](const Rule& r) { return header.starts_with(r.prefix); });
  if (rule != rules.end()) return rule->library;
  return header.find('/') == std::string_view::npos ? "std" : "";
}

}  // namespace onefold::tree
