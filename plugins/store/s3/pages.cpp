#include "store/s3/pages.hpp"

#include "store/os_error.hpp"

namespace weir::store::s3 {

Pages::Pages(std::shared_ptr<Bucket> bucket, std::string url, std::vector<std::pair<std::string, std::string>> query, Context context)
    : bucket_(std::move(bucket)), url_(std::move(url)), query_(std::move(query)), context_(std::move(context)) {
  Ask();
}

Result<ListPage> Pages::Take() {
  const Outcome reply = bucket_->Await(reply_, context_);
  reply_ = {};
  const std::string doing = "list " + Shown(url_);
  if (!reply.ok()) return Status(reply.status()).Annotate(doing);
  if (!reply->ok()) return Refusal("list", url_, "s3:ListBucket", *reply);
  Result<ListPage> page = ParseListPage(reply->body);
  if (!page.ok()) return Status(page.status()).Annotate(doing);
  // A service that repeats itself would be asked for ever.
  if (!page->next.empty() && page->next == token_) return Status::Fatal(doing + ": the service gives the same page again and again");
  token_ = page->next;
  return page;
}

void Pages::AskNext() {
  if (!token_.empty()) Ask();
}

void Pages::Ask() {
  aws::Call call{.name = "ListObjectsV2"};
  call.path.clear();
  call.query = {{"list-type", "2"}, {"encoding-type", "url"}};
  call.query.insert(call.query.end(), query_.begin(), query_.end());
  if (!token_.empty()) call.query.emplace_back("continuation-token", token_);
  reply_ = bucket_->Start(std::move(call));
}

}  // namespace weir::store::s3
