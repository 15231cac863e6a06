# Embeds the bytes of INPUT into a program: writes OUTPUT, a C++ source that
# defines lockstep::rpc::EmbeddedDescriptors(). Run as a script:
#
#   cmake -DINPUT=... -DOUTPUT=... -P LockstepEmbedBytes.cmake
#
# The assembler reads the file (.incbin): an array of 270 kB in source text
# takes a compiler seconds.
cmake_minimum_required(VERSION 3.25)
get_filename_component(input "${INPUT}" ABSOLUTE)
file(SHA256 "${input}" hash)
file(WRITE "${OUTPUT}" "\
// Written by cmake/LockstepEmbedBytes.cmake from a file with SHA-256
// ${hash}.
#include <string_view>

__asm__(
    \".section .rodata\\n\"
    \".balign 16\\n\"
    \"lockstep_descriptors:\\n\"
    \".incbin \\\"${input}\\\"\\n\"
    \"lockstep_descriptors_end:\\n\"
    \".previous\\n\");
extern \"C\" __attribute__((visibility(\"hidden\"))) const char
    lockstep_descriptors[];
extern \"C\" __attribute__((visibility(\"hidden\"))) const char
    lockstep_descriptors_end[];

namespace lockstep::rpc {

std::string_view EmbeddedDescriptors();

std::string_view EmbeddedDescriptors() {
  return std::string_view(lockstep_descriptors,
                          lockstep_descriptors_end - lockstep_descriptors);
}

}  // namespace lockstep::rpc
")
