// A corpus as anybody finds it on the disk.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/server/programs.h"

namespace lockstep::fetch {

// The lines of manifest.jsonl after its header.
std::vector<nlohmann::json> ReadManifest(const std::string& corpus);
WorkflowRun RunOf(const nlohmann::json& line);
// What is in the file of a line, unpacked.
std::string HistoryText(const std::string& corpus, const nlohmann::json& line);

// All files but those of state/, by path.
std::map<std::string, std::string> ReadTree(const std::string& corpus);

// "": they are equal. Else the paths that are not in both with the same bytes,
// and of a manifest the first lines that differ.
std::string DifferenceOf(const std::map<std::string, std::string>& a,
                         const std::map<std::string, std::string>& b);

// Each history is what `temporal workflow show -o json` writes, byte for byte.
void ExpectAsShown(const DevServer& server, const std::string& corpus);

// A plan that takes all runs of these types.
std::string PlanOfAll(const std::vector<std::string>& types);

}  // namespace lockstep::fetch
