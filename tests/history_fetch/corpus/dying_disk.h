// A disk on which the process dies at a chosen moment. The program that links
// this has its own write, pread, renameat, unlinkat, mkdirat, openat,
// ftruncate, fsync, fdatasync and syncfs; the last three do nothing but note
// that they were called, as a process that is killed loses nothing it has
// written.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace lockstep::fetch {

// Ends the process, with exit code kDied, before call number `call` (from 1)
// that changes something takes effect; a write is done by half. 0: never.
void DieAt(int call);
// How many such calls there were since.
int CallsSoFar();
inline constexpr int kDied = 77;

// Calls `act` once, before the file is next opened to read. `name` is as openat
// gets it.
void BeforeOpening(const std::string& name, std::function<void()> act);

// From now on, opening the file `name` to read, as openat gets it, or reading
// from it, by the last part of its path, fails with `error`. 0: no more.
void FailOpening(const std::string& name, int error);
void FailReading(const std::string& name, int error);

// From now on: "rename histories/...", "write", "syncfs", one text each.
void StartLog();
std::vector<std::string> TakeLog();

}  // namespace lockstep::fetch
