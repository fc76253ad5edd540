"""What goes to radio stations: files at their level, run sheets, a page and a feed to fetch them by."""

from podcast.broadcast.clashes import clashes
from podcast.broadcast.feed import radio_feed
from podcast.broadcast.order import Programme
from podcast.broadcast.package import File, Package, package
from podcast.broadcast.pages import STYLE, looks, radio_page, sheet_page, style
from podcast.broadcast.parcel import write_parcel
from podcast.broadcast.pdf import sheet_pdf
from podcast.broadcast.run_sheet import Sheet, run_sheet, sheet_csv, sheet_json, sums
from podcast.broadcast.station import Station, Window, last_day
from podcast.broadcast.stations import STATIONS_FILE, Stations, load_stations
from podcast.broadcast.writing import SUMS, deliver

__all__ = [
    "STATIONS_FILE",
    "STYLE",
    "SUMS",
    "File",
    "Package",
    "Programme",
    "Sheet",
    "Station",
    "Stations",
    "Window",
    "clashes",
    "deliver",
    "last_day",
    "load_stations",
    "looks",
    "package",
    "radio_feed",
    "radio_page",
    "run_sheet",
    "sheet_csv",
    "sheet_json",
    "sheet_page",
    "sheet_pdf",
    "style",
    "sums",
    "write_parcel",
]
