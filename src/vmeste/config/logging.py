"""One line for each log record, without personal data: ids and words, never names or addresses."""

import structlog


def line_formatter() -> structlog.stdlib.ProcessorFormatter:
    """Line breaks in values are escaped, so that nobody can write log lines of their own (ASVS 16.4.1)."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.stdlib.ExtraAdder(["job_id", "status_code"]),
        ],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"], repr_native_str=True),
        ],
    )
