#include "app/live/credentials_file.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <stdexcept>
#include <string>
#include <system_error>

#include "venue/api/types.hpp"
#include "venue/profile/json_fields.hpp"

namespace onefold::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t secret_size_max = 128;
constexpr std::size_t file_size_max = 1024 * 1024;

std::string read(const fs::path& file) {
  std::error_code error;
  const fs::file_status status = fs::status(file, error);
  if (!fs::is_regular_file(status)) throw std::runtime_error(file.string() + ": expected a file");
  const auto others = fs::perms::group_all | fs::perms::others_all;
  if ((status.permissions() & others) != fs::perms::none)
    throw std::runtime_error(file.string() + ": holds secrets, but others may read it: chmod 600 " +
                             file.string());
  if (fs::file_size(file, error) > file_size_max || error)
    throw std::runtime_error(file.string() + ": expected at most " + std::to_string(file_size_max) +
                             " bytes");
  std::ifstream in(file, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  if (!in) throw std::runtime_error(file.string() + ": cannot be read");
  return text;
}

bool is_word(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

}  // namespace

std::vector<venue::Credentials> load_credentials(const fs::path& file) {
  const venue::JsonDocument document(read(file), file.string());
  if (!document.root().is_array() || document.root().empty() || document.root().size() > credentials_max)
    throw document.error("", "expected a list of credentials");
  std::vector<venue::Credentials> all;
  std::set<std::string> seen;
  for (std::size_t i = 0; i < document.root().size(); ++i) {
    venue::JsonFields fields(document, venue::json_pointer("", i));
    venue::Credentials one;
    one.account = fields.text("account", 1, venue::account_size_max);
    one.api_key = fields.text("api_key", 1, secret_size_max);
    one.secret = fields.text("secret", 1, secret_size_max);
    fields.finish();
    if (!is_word(one.account) || one.account == "crowd")
      throw fields.error("account", "expected a name without blanks, and not \"crowd\"");
    if (!is_word(one.api_key) || !is_word(one.secret))
      throw fields.error("secret", "expected key and secret of printable ASCII without blanks");
    if (!seen.insert("account " + one.account).second || !seen.insert("key " + one.api_key).second)
      throw fields.error("account", "expected an account and a key not given before");
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace onefold::app
