#include "sim/door/foreign_process.hpp"

#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include "sim/door/foreign_controller.hpp"
#include "sim/os/calls.hpp"
#include "sim/os/current.hpp"

namespace onefold::sim {
namespace {

constexpr int first_process_id = 1000;  // as sim/door has it in process: they differ between lives

// What makes a program behave the same each time, besides what the agent does.
std::vector<std::string> environment_of(const ForeignSpec& spec) {
  std::vector<std::string> changes = spec.environment;
  changes.push_back("LD_PRELOAD=" + agent_path());
  changes.push_back(std::string(lockstep::slot_variable) + "=000");
  changes.emplace_back("PYTHONHASHSEED=0");
  changes.emplace_back("PYTHONDONTWRITEBYTECODE=1");
  changes.push_back("TMPDIR=" + std::string(lockstep::data_root));
  changes.emplace_back("TZ=UTC0");
  return environment_with(changes);
}

}  // namespace

ForeignProcess::Controller::Controller(Process& process, const ForeignSpec& spec,
                                       std::function<void(std::string_view)> output)
    : process_(process),
      foreign_calls_(process),
      handle_(process.kernel().events.join(*this)),
      slots_used_(lockstep::slots_max) {
  open_standard_streams(std::move(output));
  const EnterProcess outside(nullptr);
  try {
    start(spec);
  } catch (...) {
    process.kernel().events.leave(handle_);
    throw;
  }
}

void ForeignProcess::Controller::open_standard_streams(std::function<void(std::string_view)> output) {
  auto out = std::make_shared<LocalChannel>();
  auto errors = std::make_shared<LocalChannel>();
  out->sink = std::move(output);
  errors->sink = [this](std::string_view bytes) { keep_words(bytes); };
  const std::shared_ptr<LocalChannel> in_out[3][2] = {{input_, nullptr}, {nullptr, out}, {nullptr, errors}};
  for (int i = 0; i < 3; ++i)
    standard_[i] = process_.add(std::make_unique<LocalEnd>(process_, in_out[i][0], in_out[i][1], false));
}

void ForeignProcess::Controller::start(const ForeignSpec& spec) {
  if (spec.arguments.empty()) throw std::runtime_error("no command is given");
  const std::string file = find_executable(spec.arguments.front());
  if (file.empty())
    throw std::runtime_error("cannot be started: there is no program " + spec.arguments.front());
  if (const std::string why = reason_to_refuse(file); !why.empty())
    throw std::runtime_error("cannot be started: " + why);
  refresh_clocks();
  memory_->slots[0].process_id = first_process_id + static_cast<int>(process_.life());
  const std::vector<std::string> environment = environment_of(spec);
  zygote_ = Zygote::of(file, spec.arguments, environment);
  memory_->slots[0].turn.store(zygote_ != nullptr ? lockstep::Turn::controller : lockstep::Turn::agent);
  StartedProcess started;
  if (zygote_ != nullptr) {
    started = zygote_->fork_into(memory_);
  } else {
    complaints_ = ::memfd_create("onefold-complaints", MFD_CLOEXEC);
    std::vector<std::string> whole = environment;
    whole.push_back(std::string(lockstep::memory_variable) + "=" + memory_.path());
    started = start_program(file, spec.arguments, whole, complaints_);
  }
  if (started.error != 0)
    throw std::runtime_error("cannot be started: " + file + ": " + std::strerror(started.error));
  Image image;
  image.id = started.id;
  image.handle = started.handle;
  image.shown_id = first_process_id + static_cast<int>(process_.life());
  images_.push_back(image);
  images_.front().held.assign(standard_, standard_ + lockstep::standard_streams);
  slots_used_[0] = true;
  Thread main;
  main.answered = true;
  main.began = zygote_ != nullptr;
  waiting_.push_back(main);
  process_.wake();
}

ForeignProcess::Controller::~Controller() {
  end_all();
  process_.kernel().events.leave(handle_);
}

void ForeignProcess::Controller::end_all() {
  const EnterProcess outside(nullptr);
  for (Image& image : images_) {
    if (image.ended) continue;
    ::kill(image.id, SIGKILL);
    has_ended(image, -1);
  }
  if (!images_.empty()) ::kill(-images_.front().id, SIGKILL);
  for (Image& image : images_) {
    if (image.handle >= 0) ::close(image.handle);
    image.handle = -1;
  }
  if (complaints_ >= 0) {
    char words[last_words_bytes_max];
    const ssize_t size = ::pread(complaints_, words, sizeof words, 0);
    if (size > 0) keep_words({words, static_cast<std::size_t>(size)});
    ::close(complaints_);
  }
  complaints_ = -1;
  waiting_.clear();
}

void ForeignProcess::Controller::keep_words(std::string_view bytes) {
  words_bytes_ += bytes.size();
  if (words_bytes_ > words_bytes_max) complaint_ = "it floods standard error: more than 64 MiB in one life";
  last_words_ += bytes;
  if (last_words_.size() <= 2 * last_words_bytes_max) return;
  last_words_.erase(0, last_words_.size() - last_words_bytes_max);
}

void ForeignProcess::Controller::give(std::string_view bytes) {
  LocalEnd::push(*input_, bytes);
  process_.wake();
}

bool ForeignProcess::Controller::step() {
  if (ended_) return false;
  for (auto thread = waiting_.begin(); thread != waiting_.end(); ++thread) {
    if (!can_go_on(*thread)) {
      if (!process_.dying()) continue;
      end_all();
      return true;
    }
    const Thread next = *thread;
    waiting_.erase(thread);
    run(next);
    if (!complaint_.empty()) {
      end_all();
      throw std::runtime_error(complaint_);
    }
    if (process_.dying() || ended_) end_all();
    return true;
  }
  return false;
}

ForeignProcess::ForeignProcess(Process& process, const ForeignSpec& spec,
                               std::function<void(std::string_view)> output)
    : controller_(std::make_unique<Controller>(process, spec, std::move(output))) {}
ForeignProcess::~ForeignProcess() = default;

bool ForeignProcess::step() {
  return controller_->step();
}
void ForeignProcess::give(std::string_view bytes) {
  controller_->give(bytes);
}
std::optional<ForeignEnd> ForeignProcess::ended() const {
  return controller_->ended();
}
std::string ForeignProcess::last_words() const {
  return controller_->last_words();
}
std::uint64_t ForeignProcess::calls() const {
  return controller_->calls();
}

}  // namespace onefold::sim
