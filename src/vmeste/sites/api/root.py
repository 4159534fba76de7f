"""What the API consists of."""

import vmeste.modules.agreements.api
import vmeste.modules.courses.api
import vmeste.modules.organisations.api
import vmeste.modules.partnerships.api
import vmeste.modules.reference.api  # noqa: F401 - declares its endpoints
from vmeste.foundation.endpoints.endpoints import ENDPOINTS
from vmeste.modules.networks.api import router as networks

from .contract import DESCRIPTION, Api, ReadOnce, Token

api = Api(
    title="Vmeste",
    version="1",
    description=DESCRIPTION,
    urls_namespace="api",
    docs_url=None,
    openapi_url=None,
    auth=Token(),
    parser=ReadOnce(),
)
api.add_router("", networks)
for _path, _endpoints in sorted(ENDPOINTS.items()):
    api.add_router("", _endpoints.router())
