// What redact did, for people and for programs. Values of histories are never
// in it, but in messages of a replay.
#pragma once

#include <string>

#include "history_fetch/redact/redact_corpus.h"

namespace lockstep::fetch {

std::string RedactText(const RedactReport& report);
std::string RedactJson(const RedactReport& report);

}  // namespace lockstep::fetch
