"""What the reviews of documents are found by."""

from vmeste.foundation.search.finding import SearchSource, register

from . import permissions
from .models import ReadDocument


def _words(document: ReadDocument) -> list[str]:
    return [document.file_name.replace("_", " "), document.brought_by]


def _detail(document: ReadDocument) -> str:
    return document.brought_by


register(
    SearchSource(
        model=ReadDocument,
        may_view=permissions.VIEW_REVIEWS,
        url_name="reading-detail",
        title=str,
        words=_words,
        detail=_detail,
        icon="file-search",
    )
)
