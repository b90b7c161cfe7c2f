// TL_ASSERT: a check that only a bug can break. On in every build, because a backup engine that
// goes on after a broken invariant can destroy data. Never for bytes from outside: those throw
// Error{Corrupted}.

#pragma once

#include <cstdio>
#include <cstdlib>

/// Ends the process with the place and the text of `condition` when it does not hold.
#define TL_ASSERT(condition)                                                                       \
    do {                                                                                           \
        if (!(condition)) [[unlikely]] {                                                           \
            std::fprintf(stderr, "%s:%d: assertion failed: %s\n", __FILE__, __LINE__, #condition); \
            std::abort();                                                                          \
        }                                                                                          \
    } while (false)
