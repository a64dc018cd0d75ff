// The program as a user starts it: its output and its exit status.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace onefold::test {

struct Outcome {
  int status = -1;     // exit status; -1 if a signal ended it
  std::string output;  // standard output and standard error, as they came
};

// The program under test while it runs, in `directory`.
class RunningProgram {
 public:
  RunningProgram(const std::filesystem::path& directory, const std::vector<std::string>& arguments);
  ~RunningProgram();  // killed, if it is still there
  RunningProgram(const RunningProgram&) = delete;
  RunningProgram& operator=(const RunningProgram&) = delete;

  void signal(int number) const;
  // Until its output has ended and it is gone. It gets SIGINT once it has printed `interrupt_at`, if that is
  // not empty. What takes longer than two minutes is killed: status -1.
  Outcome wait(const std::string& interrupt_at = {});

 private:
  // False: its output has ended.
  bool take_output(std::string& output);

  int id_ = -1;
  int output_ = -1;
};

// Runs the program under test in `directory` with these arguments. It gets SIGINT once it has printed
// `interrupt_at`, if that is not empty.
Outcome run_program(const std::filesystem::path& directory, const std::vector<std::string>& arguments,
                    const std::string& interrupt_at = {});

// The file that the last line of a failure tells to replay; empty when that is not its last line.
std::string replay_file(const Outcome& outcome);

// `text`, with the first `from` in it replaced; it must be there.
std::string with(std::string text, const std::string& from, const std::string& to);

// A directory of its own, gone at the end.
class ScratchDirectory {
 public:
  ScratchDirectory();
  ~ScratchDirectory();
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;

  const std::filesystem::path& path() const { return path_; }
  // Writes a file into it and returns its name.
  std::string write(const std::string& name, const std::string& text) const;
  std::string read(const std::string& name) const;

 private:
  std::filesystem::path path_;
};

// A scenario of two intents for the given client; `more` is put behind, e.g. "\"chaos\": {...}".
std::string scenario_text(const std::string& client, const std::string& more = "");

}  // namespace onefold::test
