// Folders that are no corpora, or somebody else's at the moment.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <functional>

#include "tests/history_fetch/corpus/folder_fixture.h"

namespace lockstep::fetch {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::StartsWith;

TEST_F(Folder, ThatIsNotThereIsMadeByAWriterOnly) {
  EXPECT_EQ(
      OpenFailure(folder_, Corpus::Access::kRead),
      (Failure{ExitCode::kUsage,
               folder_ + ": there is no such folder: check the name, or make a "
                         "corpus with `lockstep-fetch sync`"}));
  EXPECT_FALSE(fs::exists(folder_));

  const std::string deep = folder_ + "/a/b";
  { EXPECT_TRUE(Corpus::Open(deep, Corpus::Access::kWrite)); }

  EXPECT_EQ(Corpus::Open(deep, Corpus::Access::kRead)->size(), 0u);
  EXPECT_EQ(ReadFile(deep + "/state/.gitignore"), "*\n");
  EXPECT_THAT(
      FilesIn(deep),
      testing::ElementsAre("manifest.jsonl", "state/.gitignore", "state/lock"));
}

TEST_F(Folder, ThatIsEmptyIsNoCorpusYet) {
  fs::create_directory(folder_);
  EXPECT_EQ(
      OpenFailure(folder_, Corpus::Access::kRead),
      (Failure{ExitCode::kIntegrity,
               folder_ + ": is not a corpus: it has no manifest.jsonl; name a "
                         "folder that lockstep-fetch made"}));
  WriteFile(folder_ + "/.gitattributes", "");
  WriteFile(folder_ + "/lockstep.corpus.toml", "");
  EXPECT_TRUE(Corpus::Open(folder_, Corpus::Access::kWrite));
}

TEST_F(Folder, WithOtherFilesIsLeftAlone) {
  fs::create_directory(folder_);
  WriteFile(folder_ + "/thesis.tex", "x");
  WriteFile(folder_ + "/notes.txt", "x");

  EXPECT_EQ(OpenFailure(folder_, Corpus::Access::kWrite),
            (Failure{ExitCode::kUsage,
                     folder_ + ": is neither a corpus nor empty (it has "
                               "\"notes.txt\"): name a new folder"}));
  EXPECT_THAT(FilesIn(folder_),
              testing::ElementsAre("notes.txt", "thesis.tex"));
}

TEST_F(Folder, OfACorpusWithoutItsManifestIsNotSwept) {
  MakeCorpus(folder_);
  fs::remove(folder_ + "/manifest.jsonl");

  EXPECT_EQ(
      OpenFailure(folder_, Corpus::Access::kWrite),
      (Failure{ExitCode::kIntegrity,
               folder_ + ": has histories but no manifest.jsonl: restore it, "
                         "say from git, or name a new folder and import "
                         "them"}));
  EXPECT_EQ(FilesIn(folder_ + "/histories").size(), 2u);
}

TEST_F(Folder, ThatIsAFileIsRefused) {
  WriteFile(folder_, "x");
  EXPECT_EQ(OpenFailure(folder_, Corpus::Access::kRead),
            (Failure{ExitCode::kUsage,
                     folder_ + ": cannot be read (Not a directory): check the "
                               "name"}));
  EXPECT_EQ(OpenFailure(folder_, Corpus::Access::kWrite).code,
            ExitCode::kUsage);
}

// ---- A manifest that is not as we write it ----

struct BrokenManifest {
  std::function<void(std::string&)> change;
  const char* message;  // after the file's name
};

void ReplaceAll(std::string& text, const std::string& from,
                const std::string& to) {
  for (size_t at = 0; (at = text.find(from, at)) != text.npos;) {
    text.replace(at, from.size(), to);
    at += to.size();
  }
}

TEST_F(Folder, InsideACorpusBecomesNone) {
  MakeCorpus(folder_);
  for (const char* inner : {"/inner", "/histories/T", "/x/../y/z"}) {
    const std::string path = folder_ + inner;

    const auto corpus = Corpus::Open(path, Corpus::Access::kWrite);

    ASSERT_FALSE(corpus) << path;
    EXPECT_EQ(corpus.error().code, ExitCode::kUsage);
    EXPECT_EQ(corpus.error().message,
              path + ": is in the corpus " +
                  std::filesystem::canonical(folder_).string() +
                  ": name a folder outside of it");
  }
  EXPECT_FALSE(std::filesystem::exists(folder_ + "/inner"));
}

TEST_F(Folder, WithAManifestThatGitCouldNotMergeSaysWhatToDo) {
  MakeCorpus(folder_);
  const std::string path = folder_ + "/manifest.jsonl";
  const std::string good = ReadFile(path);
  for (const char* mark :
       {"<<<<<<< HEAD", "||||||| 1234567", "=======", ">>>>>>> theirs"}) {
    for (const size_t at : {size_t{0}, good.find('\n') + 1}) {
      std::string text = good;
      WriteFile(path, text.insert(at, std::string(mark) + "\n"));

      const auto corpus = Corpus::Open(folder_, Corpus::Access::kRead);

      ASSERT_FALSE(corpus);
      EXPECT_EQ(corpus.error().code, ExitCode::kIntegrity);
      EXPECT_EQ(corpus.error().message,
                path + (at == 0 ? ":1" : ":2") +
                    ": has conflict markers of a git merge; take one side's "
                    "manifest, then `lockstep-fetch import` the other side's "
                    "corpus");
    }
  }
}

TEST_F(Folder, WithABrokenManifestIsRefusedWithTheLine) {
  MakeCorpus(folder_);
  const std::string path = folder_ + "/manifest.jsonl";
  const std::string good = ReadFile(path);
  const size_t first = good.find('\n') + 1;
  const size_t second = good.find('\n', first) + 1;
  const BrokenManifest kRows[] = {
      {[](auto& text) { text = ""; }, ":1: has no header line;"},
      {[&](auto& text) { text.erase(0, first); },
       ":1: is no header of a corpus;"},
      {[](auto& text) { ReplaceAll(text, "corpus\":1", "corpus\":2"); },
       ":1: this corpus was written by a newer lockstep-fetch; update "
       "lockstep-fetch;"},
      {[](auto& text) { ReplaceAll(text, "corpus\":1", "corpus\":\"1\""); },
       ":1: the member \"lockstep_corpus\" is broken;"},
      {[](auto& text) { ReplaceAll(text, "\"complete\"", "\"c\""); },
       ":1: the member \"c\" is unknown: this corpus was written by a newer "
       "lockstep-fetch; update lockstep-fetch;"},
      {[](auto& text) { ReplaceAll(text, "\"complete\"", "\"\\u001bc\""); },
       ":1: the member \"\\x1bc\" is unknown: this corpus was written"},
      {[](auto& text) { ReplaceAll(text, "\"events\":", "\"events\":-"); },
       ":2: the member \"events\" is a number that no history has;"},
      {[](auto& text) { ReplaceAll(text, "complete\":true", "complete\":1"); },
       ":1: the member \"complete\" is neither true nor false;"},
      {[](auto& text) { ReplaceAll(text, ":true}", ":true,\"plan\":1}"); },
       ":1: the member \"plan\" is no text;"},
      {[](auto& text) { ReplaceAll(text, ":true}", ":true,\"sources\":1}"); },
       ":1: the member \"sources\" is no list;"},
      {[](auto& text) { ReplaceAll(text, ":true}", ":true,\"sources\":[1]}"); },
       ":1: the member \"sources\" has more than objects;"},
      {[](auto& text) {
         ReplaceAll(text, ":true}", ":true,\"sources\":[{\"source\":1}]}");
       },
       ":1: the member \"source\" is no text;"},
      {[](auto& text) {
         ReplaceAll(text, ":true}", ":true,\"sources\":[{\"n\":\"a\"}]}");
       },
       ":1: the member \"n\" is unknown: this corpus was written by a newer "},
      {[](auto& text) {
         ReplaceAll(text, ":true}", ":true,\"sources\":[{\"\\n\":\"a\"}]}");
       },
       ":1: the member \"\\x0a\" is unknown: this corpus was written by a "},
      {[](auto& text) { ReplaceAll(text, ":true}", ":true,\"left_out\":1}"); },
       ":1: the member \"left_out\" is no list of texts;"},
      {[](auto& text) {
         ReplaceAll(text, ":true}", ":true,\"left_out\":[1]}");
       },
       ":1: the member \"left_out\" is no list of texts;"},
      {[&](auto& text) { text.insert(second, "\n"); }, ":3: is no JSON"},
      {[&](auto& text) { text.resize(text.size() - 20); }, ":3: is no JSON"},
      {[](auto& text) { ReplaceAll(text, "\"schema\":1", "\"schema\":9"); },
       ":2: is of schema 9: this corpus was written by a newer"},
      {[](auto& text) { ReplaceAll(text, "histories/", "../histories/"); },
       ":2: the member \"file\" is no name that lockstep-fetch gives;"},
      {[&](auto& text) { text += text.substr(first); },
       ":4: names a run for the second time;"},
      {[&](auto& text) {
         text = text.substr(0, first) + text.substr(second) +
                text.substr(first, second - first);
       },
       ":3: is not in the order of the keys;"},
      {[&](auto& text) {
         std::string copy = text.substr(second);
         ReplaceAll(copy, "\"run_id\":\"", "\"run_id\":\"z");
         text += copy;
       },
       ":4: names a file for the second time;"},
  };
  for (const BrokenManifest& row : kRows) {
    std::string text = good;
    row.change(text);
    ASSERT_NE(text, good) << row.message;
    WriteFile(path, text);
    for (const auto access : {Corpus::Access::kRead, Corpus::Access::kWrite}) {
      const Failure failure = OpenFailure(folder_, access);

      EXPECT_EQ(failure.code, ExitCode::kIntegrity);
      EXPECT_THAT(failure.message, StartsWith(path + row.message));
      EXPECT_THAT(failure.message,
                  HasSubstr("; restore the file, say from git, or sync into a "
                            "new folder"));
    }
    EXPECT_EQ(FilesIn(folder_ + "/histories").size(), 2u);
  }
}

TEST_F(Folder, WithAManifestThatAnEditorTouchedIsReadAllTheSame) {
  MakeCorpus(folder_);
  const std::string path = folder_ + "/manifest.jsonl";
  std::string text = ReadFile(path);
  text.pop_back();
  ReplaceAll(text, "\n", "\r\n");
  WriteFile(path, text);

  const Outcome<Corpus> corpus = Corpus::Open(folder_, Corpus::Access::kWrite);

  ASSERT_TRUE(corpus) << corpus.error().message;
  EXPECT_EQ(corpus->size(), 2u);
  ExpectSound(*corpus);
}

// ---- What a writer sweeps ----

TEST_F(Folder, IsSweptOfManyStrays) {
  MakeCorpus(folder_);
  const auto before = FilesIn(folder_ + "/histories");
  fs::create_directories(folder_ + "/histories/Many");
  for (int i = 0; i < 2500; ++i) {
    WriteFile(
        fmt::format("{}/histories/Many/01234567-{:016x}.json.gz", folder_, i),
        "x");
  }

  ASSERT_TRUE(Corpus::Open(folder_, Corpus::Access::kWrite));

  EXPECT_EQ(FilesIn(folder_ + "/histories"), before);
  EXPECT_FALSE(fs::exists(folder_ + "/histories/Many"));
}

TEST_F(Folder, IsSweptOfStraysAndOfNothingElse) {
  MakeCorpus(folder_);
  const auto make = [&](const std::string& name) {
    fs::create_directories(fs::path(folder_ + "/" + name).parent_path());
    WriteFile(folder_ + "/" + name, "x");
  };
  const std::vector<std::string> kStrays = {
      "histories/Payment/01234567-0123456789abcdef.json.gz",
      "histories/Payment/01234567-0123456789abcdef.binpb",
      "histories/Gone/01234567-0123456789abcdef.json.gz", "state/tmp/17"};
  const std::vector<std::string> kOthers = {
      "histories/Payment/notes.txt",
      "histories/Payment/01234567-0123456789abcdef.json",
      "histories/01234567-0123456789abcdef.json.gz",
      "histories/.hidden/01234567-0123456789abcdef.json.gz",
      "histories/a/b/01234567-0123456789abcdef.json.gz",
      "01234567-0123456789abcdef.json.gz",
      "state/partial/0123",
      "README.md"};
  for (const std::string& name : kStrays) make(name);
  for (const std::string& name : kOthers) make(name);

  { ASSERT_TRUE(Corpus::Open(folder_, Corpus::Access::kRead)); }
  for (const std::string& name : kStrays) {
    EXPECT_TRUE(fs::exists(folder_ + "/" + name)) << name;
  }
  const Corpus corpus = Corpus::Open(folder_, Corpus::Access::kWrite).value();

  for (const std::string& name : kStrays) {
    EXPECT_FALSE(fs::exists(folder_ + "/" + name)) << name;
  }
  for (const std::string& name : kOthers) {
    EXPECT_TRUE(fs::exists(folder_ + "/" + name)) << name;
  }
  EXPECT_FALSE(fs::exists(folder_ + "/histories/Gone"));
  ExpectSound(corpus);
}

// ---- Links ----

TEST_F(Folder, MayBeALinkItself) {
  MakeCorpus(folder_);
  const std::string link = scratch_ / "link";
  fs::create_directory_symlink(folder_, link);

  Corpus corpus = Corpus::Open(link, Corpus::Access::kWrite).value();

  EXPECT_TRUE(PutRun(corpus, 4));
  ExpectSound(corpus);
}

TEST_F(Folder, IsNotSweptOrWrittenThroughALink) {
  MakeCorpus(folder_);
  const std::string outside = scratch_ / "outside";
  const std::string stray = "/01234567-0123456789abcdef.json.gz";
  fs::create_directory(outside);
  WriteFile(outside + stray, "x");
  fs::create_directory_symlink(outside, folder_ + "/histories/Linked");
  Corpus corpus = Corpus::Open(folder_, Corpus::Access::kWrite).value();
  EXPECT_TRUE(fs::exists(outside + stray));

  Entry entry = EntryOf(1);
  entry.workflow_type = "Linked";
  const Outcome<void> put = corpus.Put(entry, Temporary(corpus, TextOf(1, 0)));

  ASSERT_FALSE(put);
  EXPECT_EQ(
      put.error(),
      (Failure{ExitCode::kUsage,
               folder_ + "/histories/Linked: is a link or no folder, and a "
                         "corpus is not written through links: put a real "
                         "folder there"}));
  EXPECT_EQ(FilesIn(outside).size(), 1u);
}

TEST_F(Folder, WithALinkForOneOfItsFoldersIsRefused) {
  for (const char* name : {"histories", "state"}) {
    const Scratch scratch;
    const std::string folder = scratch / "corpus";
    MakeCorpus(folder);
    fs::rename(folder + "/" + name, scratch / "elsewhere");
    fs::create_directory_symlink(scratch / "elsewhere", folder + "/" + name);

    const Failure failure = OpenFailure(folder, Corpus::Access::kWrite);

    EXPECT_EQ(failure.code, ExitCode::kUsage);
    EXPECT_THAT(failure.message,
                StartsWith(folder + "/" + name + ": is a link or no folder"));
  }
}

TEST_F(Folder, TakesNoLinkForATemporary) {
  MakeCorpus(folder_);
  Corpus corpus = Corpus::Open(folder_, Corpus::Access::kWrite).value();
  const std::string link = corpus.NewTemporary();
  fs::create_symlink("/etc/hostname", link);

  EXPECT_FALSE(corpus.Put(EntryOf(4), link));
  EXPECT_TRUE(fs::is_symlink(link));
}

// ---- What is no file ----

// To open a pipe to read waits until somebody writes into it.
TEST_F(Folder, WithAPipeOrALinkForOneOfItsFilesIsRefusedAtOnce) {
  const std::string elsewhere = scratch_ / "elsewhere";
  const std::function<void(const std::string&)> kThings[] = {
      [](const std::string& path) { mkfifo(path.c_str(), 0600); },
      [](const std::string& path) { fs::create_directory(path); },
      [&](const std::string& path) { fs::create_symlink(elsewhere, path); }};
  for (const auto& [name, remedy] :
       {std::pair{"manifest.jsonl", "restore it"},
        std::pair{"state/journal.jsonl", "remove it"}}) {
    for (const auto& make : kThings) {
      fs::remove_all(folder_);
      MakeCorpus(folder_);
      const std::string path = folder_ + "/" + name;
      WriteFile(elsewhere, ReadFile(folder_ + "/manifest.jsonl"));
      fs::remove(path);
      make(path);
      const auto files = FilesIn(folder_ + "/histories");
      for (const auto access :
           {Corpus::Access::kRead, Corpus::Access::kWrite}) {
        EXPECT_EQ(OpenFailure(folder_, access),
                  (Failure{ExitCode::kIntegrity,
                           path + ": is no regular file: " + remedy}));
      }
      EXPECT_EQ(FilesIn(folder_ + "/histories"), files);
    }
  }
}

// ---- Two at once ----

TEST_F(Folder, HasOneWriterAtATimeAndReadersBesideIt) {
  MakeCorpus(folder_);
  int ready[2];
  ASSERT_EQ(pipe(ready), 0);
  const pid_t child = fork();
  if (child == 0) {
    const auto corpus = Corpus::Open(folder_, Corpus::Access::kWrite);
    const char told = corpus ? 'y' : 'n';
    if (write(ready[1], &told, 1) != 1) _exit(1);
    pause();
    _exit(0);
  }
  char told = 0;
  ASSERT_EQ(read(ready[0], &told, 1), 1);
  ASSERT_EQ(told, 'y');

  const Failure failure = OpenFailure(folder_, Corpus::Access::kWrite);

  EXPECT_EQ(failure.code, ExitCode::kPartial) << "a job may try again later";
  EXPECT_THAT(failure.message,
              StartsWith(fmt::format("{}: is being changed by process {} on ",
                                     folder_, child)));
  EXPECT_THAT(failure.message,
              testing::EndsWith(": wait until that ends, or name another "
                                "folder"));
  EXPECT_TRUE(Corpus::Open(folder_, Corpus::Access::kRead));
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  EXPECT_TRUE(Corpus::Open(folder_, Corpus::Access::kWrite));
  close(ready[0]);
  close(ready[1]);
}

TEST_F(Folder, MustHaveAName) {
  for (const auto access : {Corpus::Access::kRead, Corpus::Access::kWrite}) {
    const Failure failure = OpenFailure("", access);
    EXPECT_EQ(failure.code, ExitCode::kUsage);
    EXPECT_EQ(failure.message,
              "the folder of the corpus has no name: give it one");
  }
}

TEST_F(Folder, DoesNotSayWhatALockThatIsNotOursSays) {
  MakeCorpus(folder_);
  const Corpus writer = Corpus::Open(folder_, Corpus::Access::kWrite).value();
  WriteFile(folder_ + "/state/lock", "\x1b[2J");

  EXPECT_THAT(OpenFailure(folder_, Corpus::Access::kWrite).message,
              HasSubstr("is being changed by another process: "));
}

// A reader sees the corpus as it was at one moment, however often a writer
// replaces the manifest meanwhile.
TEST_F(Folder, IsReadWholeWhileAnotherProcessWritesIt) {
  { ASSERT_TRUE(Corpus::Open(folder_, Corpus::Access::kWrite)); }
  const pid_t child = fork();
  if (child == 0) {
    Corpus corpus = Corpus::Open(folder_, Corpus::Access::kWrite).value();
    for (int run = 0; run < 400; ++run) {
      bool good = PutRun(corpus, run).has_value();
      if (run % 3 == 0) good = good && corpus.Flush();
      CorpusState state;
      state.plan = std::to_string(run);
      if (run % 5 == 0) good = good && corpus.Finish(state);
      if (!good) _exit(1);
    }
    _exit(0);
  }
  int status = 0;
  size_t last = 0;
  while (waitpid(child, &status, WNOHANG) == 0) {
    const Outcome<Corpus> corpus = Corpus::Open(folder_, Corpus::Access::kRead);
    ASSERT_TRUE(corpus) << corpus.error().message;
    EXPECT_GE(corpus->size(), last);
    last = corpus->size();
    ExpectSound(*corpus);
  }
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

}  // namespace
}  // namespace lockstep::fetch
