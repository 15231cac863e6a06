# What an installation holds: the programs, and the workflow API as source (the
# user's compiler builds its runtime into the user's build). A project says
#
#   find_package(lockstep REQUIRED)
#   lockstep_add_build(my_workflows my_workflows.cpp)
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(LOCKSTEP_SHARE "${CMAKE_INSTALL_DATAROOTDIR}/lockstep")
install(DIRECTORY "${PROJECT_SOURCE_DIR}/include"
                  "${PROJECT_SOURCE_DIR}/workflow"
        DESTINATION "${LOCKSTEP_SHARE}"
        FILES_MATCHING PATTERN "*.h" PATTERN "*.cpp" PATTERN "sources.cmake")
install(FILES "${PROJECT_SOURCE_DIR}/cmake/LockstepBuild.cmake"
              "${PROJECT_SOURCE_DIR}/cmake/lockstepConfig.cmake"
              "${PROJECT_SOURCE_DIR}/cmake/build_exports.map"
        DESTINATION "${LOCKSTEP_SHARE}/cmake")
write_basic_package_version_file(
  "${PROJECT_BINARY_DIR}/lockstepConfigVersion.cmake"
  COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES "${PROJECT_BINARY_DIR}/lockstepConfigVersion.cmake"
        DESTINATION "${LOCKSTEP_SHARE}/cmake")

if(LOCKSTEP_REPLAYER)
  install(TARGETS lockstep-replay DESTINATION "${CMAKE_INSTALL_BINDIR}")
endif()
if(LOCKSTEP_LINTER AND LOCKSTEP_LINTER_CLANG)
  # It takes Clang's library and headers from where LOCKSTEP_LLVM has them.
  install(TARGETS lockstep-lint DESTINATION "${CMAKE_INSTALL_BINDIR}")
endif()
if(LOCKSTEP_FETCH)
  install(TARGETS lockstep-fetch DESTINATION "${CMAKE_INSTALL_BINDIR}")
endif()
