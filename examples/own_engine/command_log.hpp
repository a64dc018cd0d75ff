// The exchange's only state on disk: every request that it worked on, in order. A file of records
//   length (4 bytes), check sum (4 bytes), time (8 bytes), account and frame with their lengths.
// What follows the last whole record was never answered, and is cut off.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <system_error>

namespace own_engine {

class CommandLog {
 public:
  using Reader = std::function<void(std::int64_t time_ns, std::string account, std::string_view frame)>;

  // sync: whether append returns only once the record is safe from a loss of power.
  explicit CommandLog(bool sync) : sync_(sync) {}
  ~CommandLog();
  CommandLog(const CommandLog&) = delete;
  CommandLog& operator=(const CommandLog&) = delete;

  // Makes the file in `directory` anew with what it held, and hands that over.
  std::error_code open(const std::string& directory, const Reader& reader);
  // After an error nothing more may be appended: what is on disk is unknown.
  std::error_code append(std::int64_t time_ns, const std::string& account, std::string_view frame);

 private:
  static std::error_code read_all(const std::string& path, const Reader& reader, std::string& records);
  std::error_code write_all(std::string_view bytes);

  bool sync_;
  int file_ = -1;
};

}  // namespace own_engine
