#include "harness/scenario/loader.hpp"

#include <algorithm>
#include <cstdio>
#include <memory>
#include <system_error>

#include "harness/scenario/scenario_check.hpp"
#include "harness/scenario/scenario_document.hpp"
#include "harness/scenario/scenario_reader.hpp"

namespace onefold::harness {

venue::JsonDocument parse_document(std::string_view text, std::string_view file_name) {
  try {
    return venue::JsonDocument(text, file_name, {.size_max = file_size_max});
  } catch (const venue::JsonError& error) {
    throw ScenarioError({error.what()});
  }
}

std::string read_file(const std::filesystem::path& file) {
  struct Close {
    void operator()(std::FILE* open) const { std::fclose(open); }
  };
  auto fail = [&](const std::string& why) {
    return ScenarioError({file.string() + ": cannot be read: " + why});
  };
  std::error_code error;
  if (std::filesystem::is_directory(file, error)) throw fail("it is a directory");
  std::unique_ptr<std::FILE, Close> open(std::fopen(file.c_str(), "rb"));
  if (!open) throw fail(std::generic_category().message(errno));
  std::string text;
  char buffer[64 * 1024];
  while (std::size_t size = std::fread(buffer, 1, sizeof buffer, open.get())) {
    text.append(buffer, size);
    if (text.size() > file_size_max) throw fail("longer than " + std::to_string(file_size_max) + " bytes");
  }
  if (std::ferror(open.get())) throw fail(std::generic_category().message(errno));
  return text;
}

Scenario read_and_check(Complaints& complaints, const nlohmann::json& value, const std::string& pointer,
                        const KnownWords& known) {
  Scenario scenario = read_scenario(complaints, value, pointer);
  CheckScope scope;
  scope.instruments = !complaints.concern(pointer + "/venue/instruments");
  scope.clients = !complaints.concern(pointer + "/clients");
  scope.intents = !complaints.concern(pointer + "/intents");
  std::vector<std::pair<std::string, std::string>> found;
  check_scenario(scenario, known, scope, [&](const std::string& where, const std::string& message) {
    // What is broken already is not judged twice.
    if (!complaints.concern(pointer + where)) found.emplace_back(pointer + where, message);
  });
  for (const auto& [where, message] : found) complaints.add(where, message);
  return scenario;
}

Scenario parse_scenario(std::string_view text, std::string_view file_name, const KnownWords& known) {
  venue::JsonDocument document = parse_document(text, file_name);
  Complaints complaints(document);
  Scenario scenario = read_and_check(complaints, document.root(), "", known);
  complaints.throw_if_any();
  return scenario;
}

Scenario load_scenario(const std::filesystem::path& file, const KnownWords& known) {
  return parse_scenario(read_file(file), file.string(), known);
}

std::vector<std::filesystem::path> find_scenarios(const std::filesystem::path& path) {
  namespace fs = std::filesystem;
  std::error_code error;
  fs::file_status status = fs::status(path, error);
  if (!fs::exists(status))
    throw ScenarioError({path.string() + ": expected a scenario file or a folder of them, found nothing"});
  if (!fs::is_directory(status)) return {path};
  std::vector<fs::path> files;
  for (fs::recursive_directory_iterator entry(path, error), end; !error && entry != end;
       entry.increment(error)) {
    std::string name = entry->path().filename().string();
    if (name.ends_with(".json") && !name.ends_with(".schema.json") && entry->is_regular_file(error)) {
      files.push_back(entry->path());
    }
  }
  if (error) throw ScenarioError({path.string() + ": cannot be read: " + error.message()});
  if (files.empty())
    throw ScenarioError({path.string() + ": expected at least one scenario file (*.json), found none"});
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace onefold::harness
