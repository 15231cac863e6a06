set(prefix "${LOCKSTEP_BINARY_DIR}/install-test/prefix")
set(build "${LOCKSTEP_BINARY_DIR}/install-test/build")
file(REMOVE_RECURSE "${LOCKSTEP_BINARY_DIR}/install-test")

function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status
                  OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "${ARGN}\nended with ${status}\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

set(flags "")
if(SANITIZE)
  set(flags "-fsanitize=${SANITIZE}")
endif()
run("${CMAKE_COMMAND}" --install "${LOCKSTEP_BINARY_DIR}" --prefix "${prefix}")
run("${CMAKE_COMMAND}" -S "${USER_PROJECT}" -B "${build}" -G Ninja
    "-DCMAKE_CXX_COMPILER=${COMPILER}" "-DCMAKE_PREFIX_PATH=${prefix}"
    "-DCMAKE_CXX_FLAGS=${flags}" -DCMAKE_EXPORT_COMPILE_COMMANDS=ON)
run("${CMAKE_COMMAND}" --build "${build}")
run("${prefix}/bin/lockstep-replay" describe "${build}/hello.so")
if(NOT output MATCHES "Hello")
  message(FATAL_ERROR "the installed program does not see the workflow:\n"
                      "${output}")
endif()

if(LINTER)
  run("${prefix}/bin/lockstep-lint" --no-cache -p "${build}"
      "${USER_PROJECT}/hello.cpp")
endif()
