// Tables over logs as services deliver them: their columns, and how Athena reads them.
#pragma once

#include <optional>

#include "catalog/table.hpp"

namespace weir::catalog {

enum class RawFormat { Alb, Elb, S3Access, VpcFlow, CloudFront, CloudTrail };

// Gives the table columns, format and parameters.  Without a format its rows are lines.
void SetRaw(Table& table, std::optional<RawFormat> format);

}  // namespace weir::catalog
