// Waits for ever without libc or a loader: a static program, and the loader of one that never loads the
// agent.
extern "C" void _start() {
  constexpr long pause_number = 34;
  for (long result;;) __asm__ volatile("syscall" : "=a"(result) : "a"(pause_number) : "rcx", "r11", "memory");
}
