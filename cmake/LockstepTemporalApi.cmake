# The official API definitions, compiled to one descriptor set
# (history-download 4.2): LOCKSTEP_TEMPORAL_DESCRIPTORS names it. They come from
# the pinned npm package of rpc/api/package.json, which setup.sh installs, or
# from another folder that holds temporal/api/workflowservice/v1/service.proto.
set(lockstep_cache "$ENV{LOCKSTEP_TOOLS}")
if(NOT lockstep_cache)
  set(lockstep_cache "$ENV{XDG_CACHE_HOME}")
  if(NOT lockstep_cache)
    set(lockstep_cache "$ENV{HOME}/.cache")
  endif()
  string(APPEND lockstep_cache "/lockstep")
endif()
set(LOCKSTEP_TEMPORAL_API_DIR "" CACHE PATH
    "Folder with Temporal's .proto files; empty: what setup.sh installed")

set(lockstep_api "${LOCKSTEP_TEMPORAL_API_DIR}")
if(NOT lockstep_api)
  set(lockstep_api "${lockstep_cache}/official/api/node_modules/@temporalio/core-bridge/sdk-core/crates/protos/protos/api_upstream")
endif()
set(lockstep_service "temporal/api/workflowservice/v1/service.proto")
if(NOT EXISTS "${lockstep_api}/${lockstep_service}")
  message(FATAL_ERROR "${lockstep_api} has no ${lockstep_service}: run "
    "./setup.sh, or name the folder with -DLOCKSTEP_TEMPORAL_API_DIR=DIR, or "
    "do without lockstep-fetch: -DLOCKSTEP_FETCH=OFF.")
endif()

find_program(LOCKSTEP_PROTOC protoc REQUIRED)
set(LOCKSTEP_TEMPORAL_DESCRIPTORS "${PROJECT_BINARY_DIR}/rpc/temporal.desc")
add_custom_command(OUTPUT "${LOCKSTEP_TEMPORAL_DESCRIPTORS}"
  COMMAND "${LOCKSTEP_PROTOC}" -I "${lockstep_api}" --include_imports
          "--descriptor_set_out=${LOCKSTEP_TEMPORAL_DESCRIPTORS}"
          "${lockstep_service}"
          temporal/api/export/v1/message.proto
          temporal/api/errordetails/v1/message.proto
          temporal/api/sdk/v1/external_storage.proto
  DEPENDS "${lockstep_api}/${lockstep_service}"
  COMMENT "Compiling Temporal's API definitions to a descriptor set"
  VERBATIM)
