include("${CMAKE_CURRENT_LIST_DIR}/LockstepBuild.cmake")
