# lockstep_add_build(NAME SOURCE...) makes the workflow build NAME.so.
#
# The runtime of the workflow API is compiled here, by the compiler and with the
# flags of the build, since its coroutines are part of the build's code. Only
# `lockstep_build` is exported; on g++, -fno-gnu-unique keeps two builds in one
# host apart (toolchain-facts F4).
#
# Works in this source tree and, through find_package(lockstep), from an
# installation.
include_guard(GLOBAL)
find_package(nlohmann_json REQUIRED)
get_filename_component(LOCKSTEP_API_ROOT "${CMAKE_CURRENT_LIST_DIR}/.."
                       ABSOLUTE)

if(NOT TARGET lockstep_workflow)
  include("${LOCKSTEP_API_ROOT}/workflow/sources.cmake")
  list(TRANSFORM LOCKSTEP_WORKFLOW_SOURCES
       PREPEND "${LOCKSTEP_API_ROOT}/workflow/")
  add_library(lockstep_workflow STATIC ${LOCKSTEP_WORKFLOW_SOURCES})
  target_compile_features(lockstep_workflow PUBLIC cxx_std_20)
  target_include_directories(lockstep_workflow
    PUBLIC "${LOCKSTEP_API_ROOT}/include" PRIVATE "${LOCKSTEP_API_ROOT}")
  target_link_libraries(lockstep_workflow
    PUBLIC nlohmann_json::nlohmann_json
    PRIVATE $<TARGET_NAME_IF_EXISTS:lockstep_warnings>)
  target_compile_options(lockstep_workflow
    PUBLIC $<$<CXX_COMPILER_ID:GNU>:-fno-gnu-unique>)
  set_target_properties(lockstep_workflow PROPERTIES
    POSITION_INDEPENDENT_CODE ON
    CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
endif()

function(lockstep_add_build name)
  add_library(${name} MODULE ${ARGN})
  target_link_libraries(${name} PRIVATE lockstep_workflow
    $<TARGET_NAME_IF_EXISTS:lockstep_warnings>)
  # Reports name places relative to the project, whatever the machine.
  target_compile_options(${name} PRIVATE
    "-fmacro-prefix-map=${CMAKE_SOURCE_DIR}/=")
  # Hidden visibility leaves clang's instances of std templates visible.
  target_link_options(${name} PRIVATE
    "-Wl,--version-script=${LOCKSTEP_API_ROOT}/cmake/build_exports.map")
  set_target_properties(${name} PROPERTIES
    PREFIX "" CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
endfunction()
