// What the client must not forget, in a plain text file: one line per fact, each with a check sum, written
// with std::ofstream and made safe with fsync before anybody may rely on it.
#pragma once

#include <fstream>
#include <functional>
#include <string>
#include <string_view>

namespace own_client {

class PlainLedger {
 public:
  using Reader = std::function<void(std::string_view line)>;

  // Reads what `directory` holds, and leaves a clean file: a last line that a loss of power has torn is gone.
  // False if the disk fails.
  bool open(const std::string& directory, const Reader& reader);
  // The line, which has no line break, is on disk. False if the disk fails: then nothing is known of it, and
  // the process should end.
  bool append(std::string_view line);

 private:
  bool rewrite(const std::string& lines);

  std::string directory_;
  std::string path_;
  std::ofstream file_;
};

}  // namespace own_client
