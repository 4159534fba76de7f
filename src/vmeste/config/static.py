"""Static files with their compressed twins."""

from typing import Any

from whitenoise.storage import CompressedStaticFilesStorage


class TwinsStorage(CompressedStaticFilesStorage):  # type: ignore[misc]
    """Compress a file when it is new or changed, and not at every start: brotli at its best takes seconds."""

    def post_process(self, paths: Any, dry_run: bool = False, **options: Any) -> Any:
        changed = {name: place for name, place in paths.items() if not self._has_twin(name)}
        return super().post_process(changed, dry_run, **options)

    def _has_twin(self, name: str) -> bool:
        """A twin bears the moment of the file it was made from."""
        twin = f"{name}.br"
        return bool(self.exists(twin) and self.get_modified_time(twin) >= self.get_modified_time(name))
