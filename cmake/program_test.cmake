# Tests of whole programs, in Python.

# Not required to build: who only wants the program needs no other one. Tests fail without it.
find_program(RESTIC_PROGRAM restic)

# Registers test_NAME.py of this folder as the test GROUP.NAME. SLOW: it takes over 20 seconds.
#   tl_program_test(GROUP NAME [SLOW])
function(tl_program_test group name)
    cmake_parse_arguments(ARG "SLOW" "" "" ${ARGN})
    set(labels ${group})
    if(ARG_SLOW)
        list(APPEND labels slow)
    endif()
    add_test(NAME ${group}.${name} COMMAND python3 -m unittest -q test_${name}
        WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})
    set_tests_properties(${group}.${name} PROPERTIES LABELS "${labels}" TIMEOUT 900 ENVIRONMENT
        "TL_PROGRAM=$<TARGET_FILE:timelocker>;RESTIC_PROGRAM=${RESTIC_PROGRAM};PYTHONPATH=${PROJECT_SOURCE_DIR}/tests/support;PYTHONDONTWRITEBYTECODE=1")
endfunction()
