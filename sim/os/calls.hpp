// The system calls of the virtual kernel that are not about files: each takes the calling process, returns a
// result
// >= 0 or -errno, and never waits. Pointers are those of the libc functions of the same names.
//
// Where the real call would wait, socket and descriptor calls give -EAGAIN, poll and epoll_wait give 0 though
// they were allowed to wait: the door decides what to do about that.
#pragma once

#include <poll.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/uio.h>

#include <cstdint>

namespace onefold::sim {

class Process;

namespace calls {

int socket(Process& process, int domain, int type, int protocol);
int bind(Process& process, int number, const sockaddr* address, socklen_t size);
int listen(Process& process, int number, int backlog);
int accept(Process& process, int number, sockaddr* address, socklen_t* size, int flags);
int connect(Process& process, int number, const sockaddr* address, socklen_t size);
int shutdown(Process& process, int number, int how);
int local_name(Process& process, int number, sockaddr* address, socklen_t* size);
int peer_name(Process& process, int number, sockaddr* address, socklen_t* size);
int get_option(Process& process, int number, int level, int name, void* value, socklen_t* size);
int set_option(Process& process, int number, int level, int name, const void* value, socklen_t size);
ssize_t send_message(Process& process, int number, const msghdr* message, int flags);
ssize_t receive_message(Process& process, int number, msghdr* message, int flags);

// -EBADF for a number that is not of this life; so for all calls here.
ssize_t readv(Process& process, int number, const iovec* parts, int count);
ssize_t writev(Process& process, int number, const iovec* parts, int count);
int close(Process& process, int number);
int control(Process& process, int number, unsigned long request, void* argument);  // ioctl
int get_or_set(Process& process, int number, int command, long argument);          // fcntl, but for locks

int epoll_create(Process& process);
int epoll_control(Process& process, int set, int operation, int number, epoll_event* event);
int epoll_take(Process& process, int set, epoll_event* events, int capacity);
int poll(Process& process, pollfd* entries, nfds_t count);

int event_create(Process& process, unsigned value, int flags);
int timer_create(Process& process, int clock, int flags);
int timer_set(Process& process, int number, int flags, const itimerspec* value, itimerspec* old);
int timer_get(Process& process, int number, itimerspec* value);

}  // namespace calls
}  // namespace onefold::sim
