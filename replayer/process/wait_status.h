// How a child process ended, in words.
#pragma once

#include <string>

namespace lockstep::replay {

// "SIGSEGV".
std::string SignalName(int signal);

// Of a status as waitpid() returns it: "SIGSEGV", "exit status 0".
std::string InWords(int wait_status);

}  // namespace lockstep::replay
