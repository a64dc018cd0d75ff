// The disk against a model that is too simple to be wrong in the same way: the list of all changes ever made,
// each marked as pending, durable or lost. What is seen is the list played; what a power loss leaves is the
// durable part of it played.
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <vector>

#include "sim/core/random.hpp"
#include "sim/os/disk.hpp"

namespace onefold::sim {
namespace {

using Tree = std::map<std::string, std::string>;  // "directory/name" -> content

struct Change {
  enum class Kind { name, write, truncate };
  enum class State { pending, durable, lost };
  Kind kind;
  State state = State::pending;
  int file = 0;                                         // by number; 0: the name goes away
  std::uint64_t at = 0;                                 // of a write or truncation
  std::string bytes = {};                               // of a write
  std::vector<std::pair<std::string, int>> names = {};  // name -> file: two for a rename
};

std::string directory_of(const std::string& name) {
  return name.substr(0, name.find('/'));
}

class Model {
 public:
  Tree seen() const { return play(); }

  void set_names(std::vector<std::pair<std::string, int>> names) {
    changes_.push_back({.kind = Change::Kind::name, .names = std::move(names)});
  }
  void write(int file, std::uint64_t at, std::string bytes) {
    changes_.push_back({.kind = Change::Kind::write, .file = file, .at = at, .bytes = std::move(bytes)});
  }
  void truncate(int file, std::uint64_t size) {
    changes_.push_back({.kind = Change::Kind::truncate, .file = file, .at = size});
  }

  void settle_file(int file, Unsynced unsynced) {
    settle([file](const Change& change) { return change.kind != Change::Kind::name && change.file == file; },
           unsynced);
  }
  void settle_directory(const std::string& directory, Unsynced unsynced) {
    std::set<std::string> directories{directory};
    const auto concerns = [&directories](const Change& change) {
      for (const auto& entry : change.names) {
        if (directories.count(directory_of(entry.first)) != 0) return true;
      }
      return false;
    };
    for (const Change& unused : changes_) {  // as often as directories could be added
      (void)unused;
      for (const Change& change : changes_) {
        if (change.state != Change::State::pending || !concerns(change)) continue;
        for (const auto& entry : change.names) directories.insert(directory_of(entry.first));
      }
      if (directories.size() == 2) break;
    }
    settle(concerns, unsynced);
  }

  void lose_power(Unsynced unsynced, int files) {
    settle([](const Change& change) { return change.kind == Change::Kind::name; }, unsynced);
    for (int file = 1; file <= files; ++file) settle_file(file, unsynced);
    std::erase_if(changes_, [](const Change& change) { return change.state != Change::State::durable; });
  }

  std::vector<Change> history() const { return changes_; }
  void go_back_to(std::vector<Change> history) { changes_ = std::move(history); }

  std::map<std::string, int> names() const {
    std::map<std::string, int> found;
    for (const Change& change : changes_) {
      for (const auto& [name, file] : change.names) {
        if (file == 0) found.erase(name);
        if (file != 0) found[name] = file;
      }
    }
    return found;
  }

 private:
  template <typename Concerns>
  void settle(Concerns concerns, Unsynced unsynced) {
    Change* last = nullptr;
    for (Change& change : changes_) {
      if (change.state != Change::State::pending || !concerns(change)) continue;
      if (unsynced != Unsynced::none) change.state = Change::State::durable;
      if (unsynced == Unsynced::none && change.kind != Change::Kind::name) change.state = Change::State::lost;
      last = &change;
    }
    if (last == nullptr || unsynced == Unsynced::none || unsynced == Unsynced::all) return;
    const bool torn = unsynced == Unsynced::torn;
    if (last->kind == Change::Kind::name) {
      if (!torn) last->state = Change::State::pending;
      return;
    }
    last->state = Change::State::lost;
    if (!torn || last->kind != Change::Kind::write || last->bytes.size() < 2) return;
    Change half = *last;
    half.state = Change::State::durable;
    half.bytes.resize(half.bytes.size() / 2);
    // Before the lost one, so that what is seen stays what it was.
    changes_.insert(changes_.begin() + (last - changes_.data()), std::move(half));
  }

  Tree play() const {
    std::map<int, std::string> contents;
    for (const Change& change : changes_) {
      std::string& content = contents[change.file];
      if (change.kind == Change::Kind::truncate) content.resize(change.at);
      if (change.kind != Change::Kind::write) continue;
      if (content.size() < change.at + change.bytes.size()) content.resize(change.at + change.bytes.size());
      content.replace(change.at, change.bytes.size(), change.bytes);
    }
    Tree tree;
    for (const auto& [name, file] : names()) tree[name] = contents[file];
    return tree;
  }

  std::vector<Change> changes_;
};

// Drives a disk and the model with the same operations on eight names in two directories.
class Machine {
 public:
  explicit Machine(std::uint64_t seed) : random_(seed) {
    disk_.begin_life(BootDisk::durable);
    Disk::Place other;
    EXPECT_EQ(disk_.resolve(disk_.root(), "other", other), 0);
    EXPECT_EQ(disk_.create(other, true, 0755), 0);
    disk_.sync_all();
  }

  void step() {
    switch (draw(16)) {
      case 0:
      case 1:
      case 2:
      case 3:
      case 4:
        write();
        break;
      case 5:
        truncate();
        break;
      case 6:
      case 7:
        sync_file(Unsynced::all);
        break;
      case 8:
      case 9:
        sync_directory(Unsynced::all);
        break;
      case 10:
        sync_file(any_unsynced());
        break;
      case 11:
        sync_directory(any_unsynced());
        break;
      case 12:
      case 13:
        rename();
        break;
      case 14:
        remove();
        break;
      default:
        crash();
        break;
    }
  }

  Tree seen() {
    Tree tree;
    for (const char* directory : {"data", "other"}) {
      InodePtr inode;
      EXPECT_EQ(disk_.find(disk_.root(), directory, inode), 0);
      for (const auto& [name, file] : inode->entries) {
        tree[std::string(directory) + "/" + name] = file->content.cached();
        EXPECT_EQ(disk_.path_of(*file), "/" + std::string(directory) + "/" + name);
      }
    }
    return tree;
  }
  const Model& model() const { return model_; }

 private:
  std::uint64_t draw(std::uint64_t below) { return random_.next() % below; }
  Unsynced any_unsynced() { return static_cast<Unsynced>(draw(4)); }
  std::string any_name() {
    const std::string directory = draw(3) == 0 ? "other/" : "data/";
    return directory + static_cast<char>('a' + draw(4));
  }
  Disk::Place place(const std::string& name) {
    Disk::Place found;
    EXPECT_EQ(disk_.resolve(disk_.root(), name, found), 0);
    return found;
  }
  int file_at(const std::string& name) {
    const auto names = model_.names();
    const auto found = names.find(name);
    return found == names.end() ? 0 : found->second;
  }

  void write() {
    const std::string name = any_name();
    Disk::Place at = place(name);
    ASSERT_EQ(at.inode != nullptr, file_at(name) != 0);
    if (at.inode == nullptr) {
      ASSERT_EQ(disk_.create(at, false, 0644), 0);
      model_.set_names({{name, ++files_}});
    }
    const std::string bytes(1 + draw(5), static_cast<char>('a' + draw(26)));
    const std::uint64_t offset = draw(at.inode->content.cached().size() + 3);
    ASSERT_EQ(disk_.write(at.inode, offset, bytes), 0);
    model_.write(file_at(name), offset, bytes);
  }
  void truncate() {
    const std::string name = any_name();
    const Disk::Place at = place(name);
    if (at.inode == nullptr) return;
    const std::uint64_t size = draw(12);
    if (size == at.inode->content.cached().size()) return;
    ASSERT_EQ(disk_.truncate(at.inode, size), 0);
    model_.truncate(file_at(name), size);
  }
  void sync_file(Unsynced unsynced) {
    const std::string name = any_name();
    const Disk::Place at = place(name);
    if (at.inode == nullptr) return;
    disk_.settle(at.inode, unsynced);
    if (!disk_.frozen()) model_.settle_file(file_at(name), unsynced);
  }
  void sync_directory(Unsynced unsynced) {
    const std::string directory = draw(2) == 0 ? "data" : "other";
    disk_.settle(place(directory).inode, unsynced);
    if (!disk_.frozen()) model_.settle_directory(directory, unsynced);
  }
  void rename() {
    const std::string from = any_name();
    const std::string to = any_name();
    const int file = file_at(from);
    ASSERT_EQ(disk_.rename(place(from), place(to), false), file == 0 ? ENOENT : 0);
    if (file != 0 && from != to) model_.set_names({{from, 0}, {to, file}});
  }
  void remove() {
    const std::string name = any_name();
    const int file = file_at(name);
    ASSERT_EQ(disk_.remove(place(name), false), file == 0 ? ENOENT : 0);
    if (file != 0) model_.set_names({{name, 0}});
  }
  // The dying node makes up to seven more steps.
  void crash() {
    if (disk_.frozen()) return;
    const bool power = draw(2) == 0;
    const Unsynced unsynced = any_unsynced();
    const std::vector<Change> history = model_.history();
    disk_.freeze(power, unsynced);
    for (std::uint64_t left = draw(8); left > 0; --left) {
      step();
      ASSERT_EQ(seen(), model_.seen());
    }
    disk_.begin_life(BootDisk::durable);
    model_.go_back_to(history);
    if (power) model_.lose_power(unsynced, files_);
  }

  RandomStream random_;
  Disk disk_;
  Model model_;
  int files_ = 0;
};

TEST(DiskModel, AgreesWithTheListOfAllChanges) {
  for (std::uint64_t seed = 1; seed <= 1500; ++seed) {
    Machine machine(seed);
    for (int step = 0; step < 60; ++step) {
      machine.step();
      ASSERT_EQ(machine.seen(), machine.model().seen()) << "seed " << seed << ", step " << step;
      ASSERT_FALSE(testing::Test::HasFatalFailure()) << "seed " << seed << ", step " << step;
    }
  }
}

}  // namespace
}  // namespace onefold::sim
