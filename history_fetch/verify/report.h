// A verification for people and for machines.
#pragma once

#include <string>

#include "history_fetch/verify/finding.h"

namespace lockstep::fetch {

// Problems first, each in a line; of notes of one kind the first, and how many
// more there are; then what the corpus holds.
std::string VerificationText(const Verification& verification);

// All of it, and the exit code.
std::string VerificationJson(const Verification& verification);

}  // namespace lockstep::fetch
