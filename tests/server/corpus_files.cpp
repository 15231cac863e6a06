#include "tests/server/corpus_files.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <array>
#include <atomic>
#include <filesystem>
#include <sstream>
#include <thread>

namespace lockstep::fetch {
namespace {

namespace fs = std::filesystem;

std::string Unpack(const std::string& path) {
  gzFile file = gzopen(path.c_str(), "rb");
  if (file == nullptr) return "";
  std::string text;
  std::array<char, 65536> buffer;
  for (int got; (got = gzread(file, buffer.data(), buffer.size())) > 0;) {
    text.append(buffer.data(), static_cast<size_t>(got));
  }
  gzclose(file);
  return text;
}

// The first that differ.
std::string FirstLines(const std::string& a, const std::string& b) {
  std::istringstream of_a(a), of_b(b);
  std::string line_a, line_b;
  do {
    if (!std::getline(of_a, line_a)) line_a = "(the end)";
    if (!std::getline(of_b, line_b)) line_b = "(the end)";
  } while (line_a == line_b);
  return "  " + line_a + "\n  " + line_b + "\n";
}

}  // namespace

std::vector<nlohmann::json> ReadManifest(const std::string& corpus) {
  std::vector<nlohmann::json> lines;
  std::istringstream text(ReadFile(corpus + "/manifest.jsonl"));
  for (std::string line; std::getline(text, line);) {
    lines.push_back(nlohmann::json::parse(line));
  }
  if (lines.empty()) {
    ADD_FAILURE() << corpus << " has no manifest";
  } else {
    lines.erase(lines.begin());
  }
  return lines;
}

WorkflowRun RunOf(const nlohmann::json& line) {
  return {line.at("workflow_id"), line.at("run_id")};
}

std::string HistoryText(const std::string& corpus, const nlohmann::json& line) {
  return Unpack(corpus + "/" + line.at("file").get<std::string>());
}

std::map<std::string, std::string> ReadTree(const std::string& corpus) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(corpus)) {
    if (!entry.is_regular_file()) continue;
    const std::string path = fs::relative(entry.path(), corpus);
    if (!path.starts_with("state/")) files[path] = ReadFile(entry.path());
  }
  return files;
}

std::string DifferenceOf(const std::map<std::string, std::string>& a,
                         const std::map<std::string, std::string>& b) {
  std::string difference;
  for (const auto& [path, bytes] : a) {
    const auto there = b.find(path);
    if (there == b.end()) {
      difference += "only the first has " + path + "\n";
    } else if (there->second != bytes) {
      difference += path + " differs\n";
      if (path.ends_with(".jsonl")) {
        difference += FirstLines(bytes, there->second);
      }
    }
  }
  for (const auto& [path, bytes] : b) {
    if (!a.contains(path)) difference += "only the second has " + path + "\n";
  }
  return difference;
}

void ExpectAsShown(const DevServer& server, const std::string& corpus) {
  const std::vector<nlohmann::json> lines = ReadManifest(corpus);
  std::atomic<size_t> next = 0;
  std::atomic<int> differing = 0;
  const auto compare = [&] {
    for (size_t i; (i = next++) < lines.size();) {
      const std::string here = HistoryText(corpus, lines[i]);
      if (here == Show(server, RunOf(lines[i]))) continue;
      if (++differing <= 3) ADD_FAILURE() << lines[i].dump() << "\n" << here;
    }
  };
  std::thread other(compare);
  compare();
  other.join();
  EXPECT_EQ(differing, 0) << "of " << lines.size();
}

std::string PlanOfAll(const std::vector<std::string>& types) {
  std::string plan;
  for (const std::string& type : types) {
    plan += "[[stratum]]\nworkflow_type = \"" + type +
            "\"\nwant = 1000000\nage_buckets = [\"retention\"]\n"
            "split_by = []\nchildren = true\n\n";
  }
  return plan;
}

}  // namespace lockstep::fetch
