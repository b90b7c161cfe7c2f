#include "infra/catalog/figures.h"

#include <nlohmann/json.hpp>

#include "infra/errors/error.h"

namespace tl::catalog {

using Json = nlohmann::json;

std::string toColumn(const Figures& figures) {
    return Json(figures).dump();
}

Figures figuresIn(const std::string& column) {
    try {
        return Json::parse(column).get<Figures>();
    } catch (const Json::exception&) {
        throw Error{ErrorKind::Corrupted, "the catalog is damaged: figures in it cannot be read"};
    }
}

}  // namespace tl::catalog
