// `onefold matrix`: which client survives which venue, over which delivery model.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>

#include "app/commands.hpp"
#include "app/naive/naive_clients.hpp"
#include "harness/finding.hpp"
#include "harness/matrix.hpp"
#include "harness/wall_clock.hpp"
#include "reports/matrix_json.hpp"
#include "reports/matrix_table.hpp"
#include "reports/save_file.hpp"
#include "reports/terminal.hpp"
#include "venue/profile/profile.hpp"

namespace onefold::app {
namespace {

constexpr std::int64_t keep_every_ms = 5'000;
constexpr std::size_t matrix_size_max = 64 * 1024 * 1024;

// The project's own, and the naive ones.
std::vector<std::string> default_clients(const harness::Registry& registry) {
  std::vector<std::string> names{"reference"};
  for (const harness::ClientImplementation& client : registry.clients()) {
    if (is_naive(client.name)) names.push_back(client.name);
  }
  return names;
}

// Without those that come twice.
std::vector<std::string> each_once(const std::vector<std::string>& names) {
  std::vector<std::string> once;
  for (const std::string& name : names) {
    if (std::find(once.begin(), once.end(), name) == once.end()) once.push_back(name);
  }
  return once;
}

// False, and says so, for names that nothing has.
bool all_known(const harness::Registry& registry, const MatrixArguments& arguments) {
  bool all = true;
  for (const std::string& name : arguments.clients) {
    if (registry.client(name)) continue;
    fmt::print(stderr, "onefold matrix: no client \"{}\", see: onefold list clients\n", name);
    all = false;
  }
  for (const std::string& name : arguments.profiles) {
    try {
      venue::built_in_profile(name);
    } catch (const venue::ProfileError& error) {
      fmt::print(stderr, "onefold matrix: {}, see: onefold list profiles\n", error.what());
      all = false;
    }
  }
  return all;
}

std::vector<harness::Model> models_of(const MatrixArguments& arguments) {
  std::vector<harness::Model> models;
  for (harness::Model model : {harness::Model::direct, harness::Model::hops}) {
    const auto& words = arguments.models;
    if (words.empty() || std::find(words.begin(), words.end(), to_string(model)) != words.end())
      models.push_back(model);
  }
  return models;
}

// Nothing if the file cannot be read.
std::optional<std::string> read_file(const std::filesystem::path& file) {
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  std::ifstream in(file, std::ios::binary);
  if (error || size > matrix_size_max || !in) return std::nullopt;
  return std::string(std::istreambuf_iterator<char>(in), {});
}

bool save(const std::filesystem::path& file, const std::string& text) {
  std::error_code error = reports::save_file(file, text);
  if (error)
    fmt::print(stderr, "onefold matrix: {}: cannot be written: {}\n", file.string(), error.message());
  return !error;
}

// Over a file with the two marks only what stands between them is written.
bool save_markdown(const std::string& file, const reports::MatrixResult& matrix) {
  if (file.empty()) return true;
  const std::string table = reports::to_markdown(matrix);
  const std::optional<std::string> before = read_file(file);
  return save(file, before ? reports::with_matrix(*before, table).value_or(table) : table);
}

std::string options_text(const MatrixArguments& arguments, int jobs) {
  std::string text = fmt::format("--faults {} --seeds {} --first-seed {} --jobs {}", arguments.bounds.faults,
                                 arguments.bounds.seeds, arguments.bounds.first_seed, jobs);
  for (const std::string& name : arguments.profiles) text += " --profile " + name;
  for (const std::string& name : arguments.clients) text += " --client " + name;
  for (const std::string& name : arguments.models) text += " --model " + name;
  return text;
}

std::filesystem::path file_of(const MatrixArguments& arguments) {
  if (!arguments.json.empty()) return arguments.json;
  if (!arguments.resume.empty()) return arguments.resume;
  return std::filesystem::path(arguments.out) / "matrix.json";
}

// Prints rows as they become whole, in their order, and keeps the file.
class Narrator {
 public:
  Narrator(std::filesystem::path file, std::uint64_t cells)
      : file_(std::move(file)), options_(reports::terminal_options(stdout)), cells_(cells) {}

  void tell(const reports::MatrixResult& matrix) {
    clear_line();
    for (; told_ < matrix.rows.size() && whole(matrix.rows[told_]); ++told_)
      print(reports::row_text(matrix, matrix.rows[told_], options_.colour));
    if (options_.tty) {
      print(fmt::format("{} of {} cells to go", harness::cells_left(matrix), cells_));
      line_ = true;
    }
    const std::int64_t now_ms = harness::wall_ms();
    if (now_ms - kept_ms_ < keep_every_ms) return;
    kept_ms_ = now_ms;
    saved_ = save(file_, reports::to_json(matrix)) && saved_;
  }

  // The rows that did not become whole too.
  bool finish(const reports::MatrixResult& matrix) {
    clear_line();
    for (; told_ < matrix.rows.size(); ++told_)
      print(reports::row_text(matrix, matrix.rows[told_], options_.colour));
    return save(file_, reports::to_json(matrix)) && saved_;
  }

 private:
  static bool whole(const reports::MatrixRow& row) {
    return row.judged && std::all_of(row.cells.begin(), row.cells.end(),
                                     [](const auto& cell) { return !cell.why.starts_with("not run"); });
  }
  void clear_line() {
    if (line_) print("\r\x1b[K");
    line_ = false;
  }
  static void print(const std::string& text) {
    std::fwrite(text.data(), 1, text.size(), stdout);
    std::fflush(stdout);
  }

  std::filesystem::path file_;
  reports::TerminalOptions options_;
  std::uint64_t cells_;
  std::size_t told_ = 0;
  std::int64_t kept_ms_ = harness::wall_ms();
  bool line_ = false;
  bool saved_ = true;
};

int status_of(const reports::MatrixResult& matrix, bool saved) {
  if (!saved) return exit_internal;
  switch (reports::verdict_of(matrix)) {
    case reports::Verdict::held:
      return exit_held;
    case reports::Verdict::violated:
      return exit_violated;
    case reports::Verdict::inconclusive:
      break;
  }
  return exit_inconclusive;
}

void print_end(const MatrixArguments& arguments, const reports::MatrixResult& matrix,
               const std::filesystem::path& file, const std::string& program) {
  fmt::print("{}{}", reports::impossible_text(matrix), reports::summary_text(matrix));
  for (const reports::MatrixRow& row : matrix.rows) {
    for (const reports::MatrixCell& cell : row.cells) {
      if (cell.verdict == reports::MatrixVerdict::inconclusive && cell.why != "not run")
        fmt::print("inconclusive  {} on {} {}: {}\n", cell.client, row.profile, row.model, cell.why);
    }
  }
  fmt::print("  matrix: {}\n", file.string());
  if (harness::cells_left(matrix) > 0)
    fmt::print("  go on:  {} matrix {} --resume {}\n", program,
               options_text(arguments, arguments.jobs > 0 ? arguments.jobs : default_jobs()), file.string());
  fmt::print("{}", reports::unsafe_text(matrix));
}

}  // namespace

int matrix_command(const harness::Registry& registry, const MatrixArguments& arguments,
                   const std::string& program) {
  if (!all_known(registry, arguments)) return exit_usage;
  const std::vector<std::string> clients =
      arguments.clients.empty() ? default_clients(registry) : each_once(arguments.clients);
  const std::vector<std::string> profiles =
      arguments.profiles.empty() ? venue::built_in_profiles() : each_once(arguments.profiles);
  reports::MatrixResult matrix =
      harness::empty_matrix(registry, clients, is_naive, profiles, models_of(arguments), arguments.bounds);
  if (!arguments.resume.empty()) {
    const std::optional<std::string> text = read_file(arguments.resume);
    if (!text) throw reports::MatrixError(arguments.resume + ": cannot be read");
    if (!harness::adopt(matrix, reports::parse_matrix(*text, arguments.resume)))
      throw reports::MatrixError(arguments.resume + ": of another version of Onefold, or of other bounds");
  }
  harness::MatrixOptions options;
  options.jobs = arguments.jobs > 0 ? arguments.jobs : default_jobs();
  options.cell = {arguments.bounds, arguments.hang_ms, arguments.out, program};

  catch_interrupts();
  fmt::print("onefold {}   matrix {}{}\n{}", harness::onefold_version(),
             options_text(arguments, options.jobs),
             arguments.resume.empty() ? "" : " --resume " + arguments.resume, reports::header_text(matrix));
  std::fflush(stdout);
  const std::filesystem::path file = file_of(arguments);
  Narrator narrator(file, harness::cells_left(matrix));
  const std::int64_t began_ms = harness::wall_ms();
  const auto stop = [&] {
    return interrupted() || (arguments.limit_ms > 0 && harness::wall_ms() - began_ms >= arguments.limit_ms);
  };
  harness::run_matrix(registry, matrix, options,
                      {[&](const reports::MatrixResult& so_far) { narrator.tell(so_far); }, stop});
  bool saved = narrator.finish(matrix);
  saved = save_markdown(arguments.markdown, matrix) && saved;
  print_end(arguments, matrix, file, program);
  return status_of(matrix, saved);
}

}  // namespace onefold::app
