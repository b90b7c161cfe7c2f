// The fields of definitions, for whoever shows or reads them without knowing what they define.

#pragma once

#include "infra/catalog/fields.h"

namespace tl::services {

using catalog::Field;
using catalog::Fields;
using catalog::FieldValue;
using catalog::isEmpty;
using catalog::Shown;
using catalog::TextMap;
using catalog::Texts;

}  // namespace tl::services
