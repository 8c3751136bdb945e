// One transform on its own, outside of any pipeline: to see which columns it makes, and what it makes of a sample of records.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/values.hpp"
#include "weir/schema.hpp"
#include "weir/status.hpp"

namespace weir::detect {

class Trial {
 public:
  // `options` as a pipeline writes them, with commas; it reads the text column `message`.  Not ok when it refuses the one or the other.
  static Result<std::unique_ptr<Trial>> Of(const weir_component& transform, std::string_view options);
  ~Trial();
  Trial(const Trial&) = delete;

  const ArrowSchema& columns() const { return *out_.get(); }
  const weir_framing& framing() const { return framing_; }

  // What became of all records so far.
  struct Outcome {
    int64_t rows = 0, rejected = 0, dropped = 0;
    int64_t values = 0;                                                   // of the rows, those that are not null, over all columns
    std::string first_reason;                                             // of the first record that was rejected
    std::vector<std::vector<std::pair<std::string, std::string>>> shown;  // the first rows: columns that are not null, as people read them
  };
  // Gives it the records in `texts` (string views; taken over), whose split begins with these header lines.
  Status Feed(ArrowArray texts, std::string_view head);
  // The same, once there are no more.
  Result<Outcome> Finish();

 private:
  explicit Trial(const weir_component& transform);
  Status Start(std::string_view options);
  weir_code Take(weir_batch& batch);

  // The C struct comes first, so that a weir_host* is a Desk*, and a weir_output* one too.
  struct Desk {
    weir_host host{};
    Trial* trial = nullptr;
  };
  struct Exit {
    weir_output output{};
    Trial* trial = nullptr;
  };
  static Trial& Of(const weir_host* host) { return *reinterpret_cast<const Desk*>(host)->trial; }

  const weir_component& transform_;
  Desk desk_;
  Exit exit_;
  config::OptionValues values_;
  void* self_ = nullptr;
  void* lane_ = nullptr;
  Schema in_, out_;
  weir_framing framing_{};
  Outcome outcome_;
};

}  // namespace weir::detect
