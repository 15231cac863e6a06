#include "tests/history_fetch/corpus/scratch.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <zlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "history/sha256.h"

namespace lockstep::fetch {

namespace fs = std::filesystem;

Scratch::Scratch() {
  path_ = testing::TempDir() + "/corpus-XXXXXX";
  if (mkdtemp(path_.data()) == nullptr) std::abort();
}

Scratch::~Scratch() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::string ReadFile(const std::string& path) {
  std::ostringstream bytes;
  bytes << std::ifstream(path, std::ios::binary).rdbuf();
  return bytes.str();
}

void WriteFile(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

std::vector<std::string> FilesIn(const std::string& folder) {
  std::vector<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    files.push_back(fs::relative(entry.path(), folder).string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string TextOf(int run, int version) {
  return fmt::format("{{\n  \"events\": [\"{}\", {}]\n}}\n", run, version);
}

Entry EntryOf(int run, int version) {
  const std::string text = TextOf(run, version);
  Entry entry;
  entry.name_space = run % 7 == 0 ? "other" : "default";
  entry.workflow_id = fmt::format("order-{}", run * 7919 % 1000);
  entry.run_id = fmt::format("{:08x}-run-{}", run * 2654435761U, run);
  entry.workflow_type = run % 3 == 0 ? "Order/Workflow" : "Payment";
  entry.sha256 = history::Sha256Hex(text);
  entry.bytes = static_cast<int64_t>(text.size());
  // Some changes keep the shape.
  entry.shape = history::Sha256Hex(std::to_string(run % 5 + version / 2));
  entry.events = version + 3;
  entry.last_event_id = version + 3;
  entry.closed = version % 2 == 1;
  return entry;
}

std::string Temporary(Corpus& corpus, const std::string& text) {
  const std::string path = corpus.NewTemporary();
  const gzFile file = gzopen(path.c_str(), "wb");
  gzwrite(file, text.data(), static_cast<unsigned>(text.size()));
  gzclose(file);
  return path;
}

Outcome<void> PutRun(Corpus& corpus, int run, int version) {
  return corpus.Put(EntryOf(run, version),
                    Temporary(corpus, TextOf(run, version)));
}

void ExpectSound(const Corpus& corpus) {
  size_t count = 0;
  std::string last;
  const Outcome<void> read = corpus.ForEach([&](const Entry& entry) {
    ++count;
    const std::string key =
        entry.name_space + '\0' + entry.workflow_id + '\0' + entry.run_id;
    EXPECT_LT(last, key);
    last = key;
    const Outcome<std::string> text = ReadHistoryText(corpus, entry);
    EXPECT_TRUE(text) << text.error().message;
    const Outcome<Entry> again = corpus.Read(entry.name_space, entry.run_id);
    EXPECT_TRUE(again && *again == entry);
    const auto known = corpus.Find(entry.name_space, entry.run_id);
    EXPECT_TRUE(known && known->last_event_id == entry.last_event_id &&
                known->closed == entry.closed &&
                known->workflow_type == entry.workflow_type);
    return Outcome<void>();
  });
  EXPECT_TRUE(read) << read.error().message;
  EXPECT_EQ(count, corpus.size());
}

void ExpectNoStrays(const Corpus& corpus) {
  std::set<std::string> named;
  const Outcome<void> read = corpus.ForEach([&](const Entry& entry) {
    const std::string file =
        entry.file.substr(std::string("histories/").size());
    named.insert(file);
    const size_t stem = file.size() - std::string("json.gz").size();
    if (entry.proto) named.insert(file.substr(0, stem) + "binpb");
    return Outcome<void>();
  });
  ASSERT_TRUE(read) << read.error().message;
  for (const std::string& file : FilesIn(corpus.folder() + "/histories")) {
    EXPECT_TRUE(named.contains(file)) << file;
  }
  EXPECT_TRUE(FilesIn(corpus.folder() + "/state/tmp").empty());
}

}  // namespace lockstep::fetch
