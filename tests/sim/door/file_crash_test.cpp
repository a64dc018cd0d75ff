// Crashes and disk faults as code on stock libc meets them.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "tests/sim/door/file_world.hpp"

namespace onefold::sim::test {
namespace {

std::string slurp(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return std::string((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
}

void put(int file, const std::string& bytes) {
  EXPECT_EQ(write(file, bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
}

void sync_directory() {
  const int directory = open(".", O_RDONLY | O_DIRECTORY);
  EXPECT_EQ(fsync(directory), 0);
  close(directory);
}

// Two lives: the first runs `first`, which a fault at `key` ends, the second `second`.
void two_lives(const std::string& key, const Fault& fault, const std::function<void()>& first,
               const std::function<void()>& second) {
  FileWorld world([&](std::uint32_t life) { life == 1 ? first() : second(); });
  world.decider.faults[key] = fault;
  world.run();
  EXPECT_EQ(world.world.life(world.node), 2u);
  EXPECT_EQ(world.world.struck().size(), 1u);
}

TEST(FileCrash, KillKeepsWhatWasWrittenAndLosesWhatWasBuffered) {
  std::string found;
  two_lives(
      "effect desk open later - #1", crash(FaultKind::kill, When::before),
      [] {
        std::ofstream stream("ledger");
        stream << "flushed ";
        stream.flush();
        stream << "buffered";
        FILE* file = fopen("log", "w");
        fputs("kept ", file);
        fflush(file);
        fputs("lost", file);
        open("later", O_WRONLY | O_CREAT, 0644);
        stream.close();
        fclose(file);
      },
      [&] { found = slurp("ledger") + "|" + slurp("log") + "|" + slurp("later"); });
  EXPECT_EQ(found, "flushed |kept |");
}

TEST(FileCrash, PowerLossLosesWhatWasNotSynced) {
  std::string found;
  two_lives(
      "effect desk write ledger - #3", crash(FaultKind::power_loss, When::after, Unsynced::none),
      [] {
        const int file = open("ledger", O_WRONLY | O_CREAT, 0644);
        sync_directory();
        put(file, "one ");
        EXPECT_EQ(fdatasync(file), 0);
        put(file, "two ");
        put(file, "three ");
        close(file);
      },
      [&] { found = slurp("ledger"); });
  EXPECT_EQ(found, "one ");
}

TEST(FileCrash, TornPowerLossHalvesTheLastWrite) {
  std::string found;
  two_lives(
      "effect desk write ledger - #2", crash(FaultKind::power_loss, When::after, Unsynced::torn),
      [] {
        const int file = open("ledger", O_WRONLY | O_CREAT, 0644);
        put(file, "11112222");
        put(file, "33334444");
        close(file);
      },
      [&] { found = slurp("ledger"); });
  EXPECT_EQ(found, "111122223333");
}

TEST(FileCrash, SynchronousFilesNeedNoSync) {
  std::string found;
  two_lives(
      "effect desk write other - #1", crash(FaultKind::power_loss, When::before, Unsynced::none),
      [] {
        const int file = open("ledger", O_WRONLY | O_CREAT | O_DSYNC, 0644);
        sync_directory();
        put(file, "one");
        close(file);
        put(open("other", O_WRONLY | O_CREAT, 0644), "x");
      },
      [&] { found = slurp("ledger"); });
  EXPECT_EQ(found, "one");
}

TEST(FileCrash, ADyingNodeReadsItsOwnWritesAndLeavesNothing) {
  std::string seen, found;
  long synced = -1;
  two_lives(
      "effect desk write ledger - #1", crash(FaultKind::kill, When::before),
      [&] {
        const int file = open("ledger", O_RDWR | O_CREAT, 0644);
        put(file, "ghost");
        synced = fsync(file);
        rename("ledger", "spirit");
        seen = slurp("spirit");
        close(file);
      },
      [&] { found = slurp("ledger") + (access("spirit", F_OK) == 0 ? "spirit" : "none"); });
  EXPECT_EQ(seen, "ghost");
  EXPECT_EQ(synced, 0);
  EXPECT_EQ(found, "none");
}

TEST(FileCrash, ARenameIsAnEffectOfItsNewName) {
  std::string found;
  two_lives(
      "effect desk rename snapshot - #1", crash(FaultKind::power_loss, When::after, Unsynced::none),
      [] {
        put(open("snapshot", O_WRONLY | O_CREAT, 0644), "old");
        sync();
        const int file = open("snapshot.17", O_WRONLY | O_CREAT, 0644);
        put(file, "new");
        fsync(file);
        rename("snapshot.17", "snapshot");
      },
      [&] { found = slurp("snapshot"); });
  EXPECT_EQ(found, "old");
}

TEST(FileCrash, AStreamLeftOpenByADeadLifeIsClosedAndItsBufferLost) {
  std::string found;
  FILE* left_open = nullptr;
  two_lives(
      "effect desk open later - #1", crash(FaultKind::kill, When::before),
      [&] {
        left_open = fopen("log", "w");
        fputs("kept ", left_open);
        fflush(left_open);
        fputs("lost", left_open);
        open("later", O_WRONLY | O_CREAT, 0644);
      },
      [&] { found = slurp("log"); });
  EXPECT_EQ(found, "kept ");
}

TEST(FileCrash, NumbersOfADeadLifeAreUnknownToTheNext) {
  int kept = -1, error = 0;
  ssize_t result = 0;
  two_lives(
      "effect desk open later - #1", crash(FaultKind::kill, When::before),
      [&] {
        kept = open("ledger", O_WRONLY | O_CREAT, 0644);
        open("later", O_WRONLY | O_CREAT, 0644);
      },
      [&] {
        open("ledger", O_WRONLY);
        result = write(kept, "x", 1);
        error = errno;
      });
  EXPECT_EQ(result, -1);
  EXPECT_EQ(error, EBADF);
}

TEST(FileCrash, LocksEndWithTheLifeThatHeldThem) {
  long again = -1;
  const auto lock = [] {
    struct flock range = {};
    range.l_type = F_WRLCK;
    return fcntl(open("lock", O_RDWR | O_CREAT, 0644), F_OFD_SETLK, &range);
  };
  two_lives(
      "effect desk open later - #1", crash(FaultKind::kill, When::before),
      [&] {
        EXPECT_EQ(lock(), 0);
        EXPECT_EQ(lock(), -1);
        open("later", O_WRONLY | O_CREAT, 0644);
      },
      [&] { again = lock(); });
  EXPECT_EQ(again, 0);
}

Fault disk_fault(FaultKind kind, std::int64_t amount = 0, Unsynced unsynced = Unsynced::none) {
  Fault fault;
  fault.kind = kind;
  fault.amount = amount;
  fault.unsynced = unsynced;
  return fault;
}

TEST(FileFault, ShortWritesAcceptPart) {
  ssize_t first = 0;
  std::string by_hand, by_stream;
  FileWorld world([&](std::uint32_t) {
    const int file = open("a", O_WRONLY | O_CREAT, 0644);
    first = write(file, "12345678", 8);
    put(file, "rest");
    by_hand = slurp("a");
    std::ofstream("b") << "12345678";
    FILE* stream = fopen("b", "a");
    fputs("rest", stream);
    EXPECT_EQ(fclose(stream), 0);
    by_stream = slurp("b");
  });
  world.decider.faults["effect desk write a - #1"] = disk_fault(FaultKind::short_write, 3);
  world.decider.faults["effect desk write b - #1"] = disk_fault(FaultKind::short_write, 3);
  world.decider.faults["effect desk write b - #3"] = disk_fault(FaultKind::short_write, 1);
  world.run();
  EXPECT_EQ(first, 3);
  EXPECT_EQ(by_hand, "123rest");
  EXPECT_EQ(by_stream, "12345678rest");
  EXPECT_EQ(world.world.struck().size(), 3u);
}

TEST(FileFault, FullAndBrokenDisksFailTheCallAndNothingElse) {
  std::vector<std::string> seen;
  FileWorld world([&](std::uint32_t) {
    const auto call = [&](long result) {
      seen.push_back(result < 0 ? strerror(errno) : std::to_string(result));
    };
    call(open("a", O_WRONLY | O_CREAT, 0644));
    const int file = open("a", O_WRONLY | O_CREAT, 0644);
    call(write(file, "one", 3));
    call(write(file, "two", 3));
    call(write(file, "three", 5));
    call(lseek(file, 0, SEEK_CUR));
    std::ofstream stream("b");
    stream << "x" << std::flush;
    seen.push_back(stream.good() ? "good" : "bad");
  });
  world.decider.faults["effect desk open a - #1"] = disk_fault(FaultKind::no_space);
  world.decider.faults["effect desk write a - #1"] = disk_fault(FaultKind::no_space);
  world.decider.faults["effect desk write a - #2"] = disk_fault(FaultKind::write_error);
  world.decider.faults["effect desk write b - #1"] = disk_fault(FaultKind::no_space);
  world.run();
  EXPECT_EQ(seen,
            (std::vector<std::string>{strerror(ENOSPC), strerror(ENOSPC), strerror(EIO), "5", "5", "bad"}));
}

TEST(FileFault, AFailedFsyncIsNotMadeGoodByTheNextOne) {
  long first = 0, second = -1;
  std::string seen, found;
  FileWorld world([&](std::uint32_t life) {
    if (life == 2) {
      found = slurp("ledger");
      return;
    }
    const int file = open("ledger", O_WRONLY | O_CREAT, 0644);
    sync_directory();
    put(file, "one");
    first = fsync(file);
    second = fsync(file);
    seen = slurp("ledger");
    open("later", O_WRONLY | O_CREAT, 0644);
  });
  world.decider.faults["effect desk fsync ledger - #1"] = disk_fault(FaultKind::fsync_error);
  world.decider.faults["effect desk open later - #1"] =
      crash(FaultKind::power_loss, When::before, Unsynced::all);
  world.run();
  EXPECT_EQ(first, -1);
  EXPECT_EQ(second, 0);
  EXPECT_EQ(seen, "one");
  EXPECT_EQ(found, "");
}

TEST(FileFault, ABootCanFindAnEmptyOrAnOlderDisk) {
  for (const FaultKind kind : {FaultKind::lose_disk, FaultKind::old_disk}) {
    std::vector<std::string> found;
    FileWorld world([&](std::uint32_t life) {
      found.push_back(slurp("ledger"));
      std::ofstream("ledger", std::ios::app) << life << std::flush;
      sync();
      std::ofstream("end") << "x";
    });
    world.decider.faults["effect desk open end - #1"] = crash(FaultKind::kill, When::before);
    world.decider.faults["effect desk open end - #2"] = crash(FaultKind::kill, When::before);
    world.decider.faults["boot desk #3"] = disk_fault(kind);
    world.run();
    EXPECT_EQ(found, (std::vector<std::string>{"", "1", kind == FaultKind::lose_disk ? "" : "1"}));
  }
}

// A ledger as a careful program keeps it: whatever it was told is durable must be found after any crash
// anywhere.
TEST(FileCrash, NothingThatWasSyncedIsEverLost) {
  int runs = 0;
  const auto append_five = [](World* world, std::vector<std::string>& told) {
    const int file = open("ledger.7", O_WRONLY | O_CREAT | O_APPEND, 0644);
    if (file < 0) return;
    sync_directory();
    for (int i = 0; i < 5; ++i) {
      const std::string record = "record " + std::to_string(i) + "\n";
      put(file, record);
      if (fdatasync(file) == 0 && !world->dying()) told.push_back(record);
    }
    close(file);
  };
  const auto run = [&](const std::string& key, const Fault& fault) {
    std::vector<std::string> told;
    std::string found;
    World* world = nullptr;
    FileWorld lives([&](std::uint32_t life) {
      if (life == 1) return append_five(world, told);
      found = slurp("ledger.7");
    });
    world = &lives.world;
    lives.decider.faults[key] = fault;
    lives.run();
    std::string expected;
    for (const std::string& record : told) expected += record;
    if (lives.world.life(lives.node) > 1) {
      EXPECT_EQ(found.substr(0, expected.size()), expected) << key << " " << to_string(fault.unsynced);
    }
    ++runs;
    return lives.decider.asked;
  };
  for (const std::string& key : run("none", crash(FaultKind::kill, When::before))) {
    if (!key.starts_with("effect")) continue;
    for (const When when : {When::before, When::after}) {
      run(key, crash(FaultKind::kill, when));
      for (const Unsynced unsynced : {Unsynced::none, Unsynced::all, Unsynced::part, Unsynced::torn}) {
        run(key, crash(FaultKind::power_loss, when, unsynced));
      }
    }
  }
  EXPECT_EQ(runs, 1 + 12 * 10);
}

TEST(FileIsolation, NodesDoNotSeeEachOthersFilesNorTheRealOnes) {
  std::vector<std::string> seen;
  FileWorld world([&](std::uint32_t) {
    std::ofstream("/data/mine") << "desk";
    seen.push_back(slurp("mine"));
    seen.push_back(std::filesystem::exists(ONEFOLD_SOURCE_DIR) ? "source" : "no source");
    seen.push_back(std::filesystem::exists("/etc/passwd") ? "passwd" : "no passwd");
    seen.push_back(std::filesystem::exists("/usr/share/zoneinfo") ? "zones" : "no zones");
    seen.push_back(std::filesystem::current_path().string());
  });
  struct Idle final : Program {
    bool poll_one() override { return false; }
  };
  const NodeId other = world.world.add_node({"other", [&](std::uint32_t) {
                                               seen.push_back(slurp("/data/mine"));
                                               return std::make_unique<Idle>();
                                             }});
  world.run();
  world.world.start(other);
  world.world.run([] { return false; });
  const bool zones = std::filesystem::exists("/usr/share/zoneinfo");
  EXPECT_EQ(seen, (std::vector<std::string>{"desk", "no source", "no passwd", zones ? "zones" : "no zones",
                                            "/data", ""}));
  EXPECT_FALSE(std::filesystem::exists("/data/mine"));
}

TEST(FileIsolation, RandomDevicesGiveTheBytesOfTheNode) {
  const auto draw = [] {
    std::string bytes(16, '\0');
    FileWorld world(
        [&](std::uint32_t) { std::ifstream("/dev/urandom", std::ios::binary).read(bytes.data(), 16); });
    world.run();
    return bytes;
  };
  const std::string first = draw();
  EXPECT_EQ(first, draw());
  EXPECT_NE(first, std::string(16, '\0'));
}

TEST(FileRefused, SharedMappingsAbortWithAWayOut) {
  const auto map = [] {
    FileWorld world([](std::uint32_t) {
      const int file = open("f", O_RDWR | O_CREAT, 0644);
      put(file, "x");
      mmap(nullptr, 1, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    });
    world.run();
  };
  EXPECT_DEATH(map(), "node desk called mmap of a file with MAP_SHARED.*MAP_PRIVATE");
}

TEST(FileRefused, CallsThatAreNotSimulatedAbortWithAWayOut) {
  const auto make = [] {
    FileWorld world([](std::uint32_t) { tmpfile(); });
    world.run();
  };
  EXPECT_DEATH(make(), "node desk called tmpfile.*mkstemp");
}

}  // namespace
}  // namespace onefold::sim::test
