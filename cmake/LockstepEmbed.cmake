# Embeds text files into a program: writes OUTPUT, a C++ source that defines
# `FUNCTION`, which gives the files in the order of their paths relative to
# ROOT. Run as a script; LIST is a file with one path a line.
#
#   cmake -DROOT=... -DLIST=... -DHEADER=... -DFUNCTION=... -DOUTPUT=...
#         -P LockstepEmbed.cmake
cmake_minimum_required(VERSION 3.25)

file(STRINGS "${LIST}" paths)
list(SORT paths)
set(entries "")
foreach(path IN LISTS paths)
  file(READ "${ROOT}/${path}" text)
  string(FIND "${text}" ")lockstep\"" at)
  if(NOT at EQUAL -1)
    message(FATAL_ERROR "${ROOT}/${path}: holds `)lockstep\"`, which ends the "
                        "literal it is embedded in; write it differently.")
  endif()
  string(APPEND entries "    {\"${path}\"sv, R\"lockstep(${text})lockstep\"sv},\n")
endforeach()
file(WRITE "${OUTPUT}" "\
// Written by cmake/LockstepEmbed.cmake.
#include \"${HEADER}\"

namespace lockstep::lint {
using namespace std::string_view_literals;

std::span<const EmbeddedFile> ${FUNCTION}() {
  static constexpr EmbeddedFile kFiles[] = {
${entries}  };
  return kFiles;
}

}  // namespace lockstep::lint
")
