// One request in curl's terms: how it is set up, what of the answer is kept, and what its end means.  With http.cpp, which runs them,
// this is all that knows libcurl.
#pragma once

#include <curl/curl.h>

#include <chrono>
#include <memory>
#include <string>

#include "aws/http.hpp"

namespace weir::aws {

// curl holds its address while it is under way.
struct Transfer {
  struct FreeEasy {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
  };
  struct FreeLines {
    void operator()(curl_slist* lines) const { curl_slist_free_all(lines); }
  };

  uint64_t id = 0;
  HttpRequest request;
  HttpDone done;
  std::string ca_bundle;  // empty: the system's

  std::unique_ptr<CURL, FreeEasy> easy;
  std::unique_ptr<curl_slist, FreeLines> lines;
  HttpReply reply;
  size_t sent = 0;  // of the body
  size_t header_bytes = 0;
  bool has_headers = false;  // all of them: up to the empty line
  std::string refused;       // why we end it ourselves
  char error[CURL_ERROR_SIZE] = "";
  curl_off_t moved = 0;  // as Moved(), when it was looked at last
  std::chrono::steady_clock::time_point moved_at;

  // "get https://host/path", for messages.
  std::string Name() const;
  // Whether the method and the headers can be sent as they stand.
  bool IsSound() const;
  // Gives the request to `easy`.
  void SetUp();
  // Bytes in both directions until now.
  curl_off_t Moved() const;
  Result<HttpReply> Outcome(CURLcode code);
};

}  // namespace weir::aws
