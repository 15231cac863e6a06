// A disk that takes no more.
#include <fcntl.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <functional>

#include "history_fetch/corpus/corpus.h"
#include "history_fetch/corpus/open_file.h"
#include "tests/history_fetch/corpus/folder_fixture.h"

namespace lockstep::fetch {
namespace {

namespace fs = std::filesystem;

TEST(WriteFailure, SaysWhatToDoAboutIt) {
  struct Row {
    int error;
    Failure failure;
  };
  const Row kRows[] = {
      {ENOSPC,
       {ExitCode::kPartial,
        "c: there is no space left on the disk: free some and run the same "
        "command again; it goes on where this one stopped"}},
      {EDQUOT,
       {ExitCode::kPartial,
        "c: there is no space left on the disk: free some and run the same "
        "command again; it goes on where this one stopped"}},
      {EACCES,
       {ExitCode::kUsage,
        "c: cannot be written (Permission denied): make it writable or name "
        "another folder"}},
      {EROFS,
       {ExitCode::kUsage,
        "c: cannot be written (Read-only file system): make it writable or "
        "name another folder"}},
      {ELOOP,
       {ExitCode::kUsage,
        "c: is a link or no folder, and a corpus is not written through links: "
        "put a real folder there"}},
      {EIO,
       {ExitCode::kPartial,
        "c: cannot be written (Input/output error): see to the disk and run "
        "the same command again"}},
  };
  for (const Row& row : kRows) {
    EXPECT_EQ(WriteFailure("c", row.error), row.failure);
  }
  EXPECT_EQ(ReadFailure("c", EACCES),
            (Failure{ExitCode::kUsage,
                     "c: cannot be read (Permission denied): check its "
                     "permissions and the disk"}));
}

bool WriteText(const char* path, const std::string& text) {
  const OpenFile file(open(path, O_WRONLY | O_CLOEXEC));
  return file && WriteAll(file.get(), text);
}

// Runs `work` in a child with a small disk of its own at `folder`; what it says
// comes back. nullopt: this machine does not let us.
std::optional<std::string> OnSmallDisk(
    const std::string& folder, const std::function<std::string()>& work) {
  int answer[2];
  if (pipe(answer) != 0) return std::nullopt;
  const pid_t child = fork();
  if (child == 0) {
    const std::string user = fmt::format("0 {} 1", getuid());
    const std::string group = fmt::format("0 {} 1", getgid());
    if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0 ||
        !WriteText("/proc/self/uid_map", user) ||
        !WriteText("/proc/self/setgroups", "deny") ||
        !WriteText("/proc/self/gid_map", group) ||
        mount("none", folder.c_str(), "tmpfs", 0, "size=128k") != 0) {
      _exit(9);
    }
    // A child that throws would go on as the test program.
    std::string said;
    try {
      said = work();
    } catch (const std::exception& error) {
      said = error.what();
    }
    _exit(WriteAll(answer[1], said) ? 0 : 1);
  }
  close(answer[1]);
  std::string text(4000, '\0');
  const ssize_t got = read(answer[0], text.data(), text.size());
  close(answer[0]);
  int status = 0;
  waitpid(child, &status, 0);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 9) return std::nullopt;
  text.resize(got > 0 ? static_cast<size_t>(got) : 0);
  return text;
}

// Takes all the room there is.
void Fill(const std::string& path) {
  const OpenFile file(open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
  for (const size_t size : {1 << 12, 1}) {
    while (WriteAll(file.get(), std::string(size, 'x'))) {
    }
  }
}

// What is said by a corpus whose disk is full, "" if it says nothing.
std::string UpdateUntilFull(const std::string& folder) {
  Corpus corpus = Corpus::Open(folder, Corpus::Access::kWrite).value();
  Entry entry = corpus.Read("default", EntryOf(1).run_id).value();
  for (int round = 0; round < 1000; ++round) {
    entry.bytes = round;
    Outcome<void> done = corpus.Update(entry);
    if (done) done = corpus.Flush();
    if (done) continue;
    // Having failed once it takes nothing more, and is not finished.
    EXPECT_EQ(corpus.Update(entry).error(), done.error());
    EXPECT_EQ(PutRun(corpus, 1).error(), done.error());
    EXPECT_EQ(corpus.Remove("default", entry.run_id).error(), done.error());
    EXPECT_EQ(corpus.Flush().error(), done.error());
    EXPECT_EQ(corpus.Finish(CorpusState()).error(), done.error());
    return done.error().message;
  }
  return "";
}

TEST_F(Folder, OnAFullDiskStaysACorpus) {
  const auto said = OnSmallDisk(scratch_.path(), [&]() -> std::string {
    MakeCorpus(folder_);
    const std::string manifest = ReadFile(folder_ + "/manifest.jsonl");
    Fill(scratch_ / "ballast");
    const Failure refused =
        Corpus::Open(folder_, Corpus::Access::kWrite)->BeginChange("x").error();
    EXPECT_EQ(ReadFile(folder_ + "/manifest.jsonl"), manifest);
    const std::string message = UpdateUntilFull(folder_);
    {
      const Corpus read = Corpus::Open(folder_, Corpus::Access::kRead).value();
      ExpectSound(read);
      EXPECT_EQ(read.size(), 2u);
    }
    fs::remove(scratch_ / "ballast");
    Corpus corpus = Corpus::Open(folder_, Corpus::Access::kWrite).value();
    EXPECT_TRUE(PutRun(corpus, 4));
    EXPECT_TRUE(corpus.Finish(CorpusState()));
    ExpectSound(corpus);
    ExpectNoStrays(corpus);
    return HasFailure() ? "failed" : refused.message + "\n" + message;
  });
  if (!said) GTEST_SKIP() << "this machine lets nobody mount a small disk";
  const char* kFull =
      ": there is no space left on the disk: free some and run the same "
      "command again; it goes on where this one stopped";
  EXPECT_EQ(*said, folder_ + "/manifest.jsonl" + kFull + "\n" + folder_ +
                       "/state/journal.jsonl" + kFull);
}

TEST_F(Folder, OnAReadOnlyDiskCanBeReadOnly) {
  const auto said = OnSmallDisk(scratch_.path(), [&]() -> std::string {
    MakeCorpus(folder_);
    if (mount("none", scratch_.path().c_str(), "tmpfs", MS_REMOUNT | MS_RDONLY,
              "size=128k") != 0) {
      return "cannot be remounted";
    }
    if (!Corpus::Open(folder_, Corpus::Access::kRead)) return "unreadable";
    return OpenFailure(folder_, Corpus::Access::kWrite).message;
  });
  if (!said) GTEST_SKIP() << "this machine lets nobody mount a small disk";
  EXPECT_EQ(*said, folder_ +
                       "/state/lock: cannot be written (Read-only file "
                       "system): "
                       "make it writable or name another folder");
}

}  // namespace
}  // namespace lockstep::fetch
