// How the work on one run ended.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "history_fetch/download/run_links.h"

namespace lockstep::fetch {

enum class Ending : uint8_t {
  kNotTried,   // it was stopped before
  kNew,        // fetched; the corpus did not have it
  kUpdated,    // fetched again, since it went on
  kKept,       // the corpus has it as it is
  kRedacted,   // went on, but the corpus has it redacted, and keeps that
  kGone,       // the server has it no more; the corpus has, and keeps it
  kExpired,    // the server has it no more, and the corpus never had it
  kTooLong,    // more events than max_events
  kOverBytes,  // would make the corpus longer than max_bytes
  kFailed,     // could not be fetched
  kBroken,     // the server's answer contradicts itself
};

inline bool InCorpus(Ending ending) {
  return ending >= Ending::kNew && ending <= Ending::kGone;
}

// Of the few runs of which there is more to say.
struct Details {
  std::string message;  // of kFailed and kBroken: a sentence
  std::string first_run_id;
  int64_t start_time_ns = 0;  // 0: not known
  RunLinks links;             // if they were asked for
};

// What is kept of a run after its work: little, since there may be many.
struct Done {
  Ending ending = Ending::kNotTried;
  int64_t bytes = 0;  // of the text, if it is in the corpus
  std::unique_ptr<Details> details = nullptr;
};

}  // namespace lockstep::fetch
