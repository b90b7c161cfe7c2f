// A connection of libcurl, kept open from one request to the next.

#pragma once

#include <memory>
#include <string>

#include <curl/curl.h>

namespace tl::curl {

struct CloseMulti {
    void operator()(CURLM* multi) const noexcept { curl_multi_cleanup(multi); }
};
struct CloseEasy {
    void operator()(CURL* easy) const noexcept { curl_easy_cleanup(easy); }
};

/// Serves one request at a time. Each has a multi handle of its own: that keeps the connections,
/// and waiting in one can be ended from another thread, which waiting in an easy handle cannot.
struct Session {
    std::unique_ptr<CURLM, CloseMulti> multi{curl_multi_init()};
    std::unique_ptr<CURL, CloseEasy> easy{curl_easy_init()};  ///< Dies before its multi handle.
    std::string origin;  ///< Where the last request went, and so where it is connected to.
};

}  // namespace tl::curl
