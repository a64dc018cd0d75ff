// Calls of foreign programs that are made together with a later one, as their answers are known.
#include <gtest/gtest.h>

#include <csignal>

#include "tests/sim/door/foreign_world.hpp"

namespace onefold::sim {
namespace {

TEST(ForeignPosts, WhatWasPrintedLastIsThereWhenTheProgramKillsItself) {
  const ForeignRun run = run_python("import os, signal\nos.getpid()\nprint('last', flush=True)\nos.abort()");
  EXPECT_EQ(run.output, "last\n") << run.failure;
  EXPECT_EQ(run.end.value_or(ForeignEnd{}).signal, SIGABRT);
}

TEST(ForeignPosts, MoreThanThereIsRoomForComesInOrder) {
  const ForeignRun run = run_python(
      "import os\nos.getpid()\n"
      "for i in range(300): os.write(1, b'%d ' % i + b'x' * (i * i % 1900) + b'\\n')\n"
      "os.write(1, b'y' * 9000 + b'\\n')");
  std::string expected;
  for (std::size_t i = 0; i < 300; ++i)
    expected.append(std::to_string(i)).append(" ").append(i * i % 1900, 'x').append("\n");
  expected.append(9000, 'y').append("\n");
  EXPECT_EQ(run.output, expected) << run.failure;
}

TEST(ForeignPosts, ANumberThatWasStandardOutputMayBeAFileLater) {
  const ForeignRun run = run_python(
      "import os, errno\nos.close(1)\nfile = os.open('/data/f', os.O_RDONLY | os.O_CREAT)\n"
      "try: os.write(file, b'x')\nexcept OSError as error: os.write(2, b'%d %d' % (file, error.errno == "
      "errno.EBADF))");
  EXPECT_EQ(run.last_words, "1 1") << run.failure;
}

TEST(ForeignPosts, OptionsModesAndClosesTakeEffectBeforeTheNextCall) {
  const ForeignRun run = run_python(
      "import socket\nlistener = socket.create_server(('localhost', 9000))\n"
      "there = socket.create_connection(('localhost', 9000)); here = listener.accept()[0]\n"
      "there.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)\n"
      "print(there.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))\n"
      "here.setblocking(False)\n"
      "try: here.recv(1)\nexcept BlockingIOError: print('would block')\n"
      "there.close(); here.setblocking(True); print(here.recv(1))");
  EXPECT_EQ(run.output, "1\nwould block\nb''\n") << run.failure << run.last_words;
}

TEST(ForeignPosts, AnOptionOfWhatIsNoSocketIsRefused) {
  const ForeignRun run = run_python(
      "import ctypes, os\nfile = os.open('/data/f', os.O_RDWR | os.O_CREAT)\nlibc = ctypes.CDLL(None, "
      "use_errno=True)\n"
      "one = ctypes.c_int(1)\nprint(libc.setsockopt(file, 6, 1, ctypes.byref(one), 4), "
      "os.strerror(ctypes.get_errno()))");
  EXPECT_EQ(run.output, "-1 Socket operation on non-socket\n") << run.failure << run.last_words;
}

TEST(ForeignPosts, AChildHasWhatItsParentWroteBefore) {
  const ForeignRun run = run_python(
      "import os\nos.getpid()\nos.write(1, b'a')\n"
      "if os.fork() == 0:\n  os.write(1, b'b')\n  os._exit(0)\nos.wait()\nos.write(1, b'c')");
  EXPECT_EQ(run.output, "abc") << run.failure << run.last_words;
}

}  // namespace
}  // namespace onefold::sim
