"""A report on the disk: the same JSON that `huiyi evaluate --json` prints."""

import json
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from nlu.errors import ReportBroken
from nlu.evaluation.report import Report

REPORT_FILE = "report.json"


def write_report(report: Report, folder: Path) -> Path:
    """The file; a half surrogate in a message, which no file can hold, becomes a question mark."""
    file = folder / REPORT_FILE
    file.write_text(json.dumps(report.as_json(), ensure_ascii=False), encoding="utf-8", errors="replace")
    return file


def read_report(file: Path) -> Report:
    """Raises ReportBroken for a file that is missing or is no report."""
    try:
        return TypeAdapter(Report).validate_json(file.read_bytes())
    except OSError as error:
        raise ReportBroken(file, error.strerror or str(error)) from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ReportBroken(file, f"{place}: {first['msg']}" if place else first["msg"]) from error
