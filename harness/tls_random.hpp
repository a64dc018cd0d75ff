// Makes OpenSSL draw all its randomness by getrandom(2), which inside a node is the node's own stream: its
// own generator would go on from run to run, and two runs of one seed would differ.
#pragma once

namespace onefold::harness {

// For the whole process, once and for good. Outside nodes it is the system's randomness, as before.
void draw_tls_randomness_from_the_kernel();

}  // namespace onefold::harness
