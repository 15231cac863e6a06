// Corpora of real histories: every member of their entries is right.
#pragma once

#include <string>
#include <vector>

#include "history_fetch/corpus/corpus.h"

namespace lockstep::fetch {

// The text of fixtures/histories/<name>.json.gz.
std::string FixtureText(const std::string& name);

// What the manifest notes of the history.
Entry EntryOfText(const std::string& text);

// Puts the history in, under the ids it has or else under those of `entry`.
// Other members that EntryOfText does not set come from `entry`, too.
void PutHistory(Corpus& corpus, const std::string& text, Entry entry = {},
                const std::string& proto = "");

// A complete corpus of `texts`.
void MakeCorpus(const std::string& folder,
                const std::vector<std::string>& texts);

// {"events": [...]} of a run that has made these steps in one task; the closing
// event makes it closed.
struct Step {
  std::string type;        // "ActivityTaskScheduled"
  std::string attributes;  // without braces
};
std::string HistoryText(const std::string& run_id,
                        const std::vector<Step>& steps);

}  // namespace lockstep::fetch
