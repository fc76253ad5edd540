"""What has been made in a year, and what may be told of it: figures, page, CSV and JSON."""

from podcast.report.count import Sources, make_report, years_of
from podcast.report.disclosure import for_outside
from podcast.report.downloads import Counted, count_downloads
from podcast.report.figures import Day, Figures, Heard, Report, Row, Table, TableName
from podcast.report.page import report_page
from podcast.report.records import published
from podcast.report.tables import to_csv, to_data

__all__ = [
    "Counted",
    "Day",
    "Figures",
    "Heard",
    "Report",
    "Row",
    "Sources",
    "Table",
    "TableName",
    "count_downloads",
    "for_outside",
    "make_report",
    "published",
    "report_page",
    "to_csv",
    "to_data",
    "years_of",
]
