// The descriptor set that the build compiled from the official definitions;
// cmake/LockstepEmbedBytes.cmake writes the source.
#pragma once

#include <string_view>

namespace lockstep::rpc {

// A serialised google.protobuf.FileDescriptorSet.
std::string_view EmbeddedDescriptors();

}  // namespace lockstep::rpc
