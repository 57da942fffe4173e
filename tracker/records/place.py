"""Countries and cities."""

from typing import Literal

from sqlalchemy.orm import Mapped

from tracker.records.base import Record
from tracker.types import CountryCode, CountryCode3, Flag, Latitude, Line, Link, Longitude, Whole, link, shown

CodeStatus = Literal["official", "user_assigned"]
PlacePrecision = Literal["site", "city", "area"]


class Country(Record):
    """A country or territory of ISO 3166-1."""

    __tablename__ = "countries"
    order = 8
    handle = "code"
    sort_by = "name"
    natural_key = ("code",)

    name: Mapped[Line] = shown("Name", listed=True, searched=True)
    code: Mapped[CountryCode] = shown(
        "Code", listed=True, searched=True, unique=True, help="ISO 3166-1 alpha-2."
    )
    alpha3: Mapped[CountryCode3 | None] = shown(
        "Alpha-3", listed=True, unique=True, help="ISO 3166-1 alpha-3."
    )
    numeric: Mapped[Line | None] = shown("Number", help="ISO 3166-1 numeric, three digits.")
    region: Mapped[Line | None] = shown("Region", listed=True, filtered=True)
    subregion: Mapped[Line | None] = shown("Subregion", listed=True, filtered=True)
    is_territory: Mapped[Flag] = shown(
        "Territory", filtered=True, default=False, help="Depends on another country."
    )
    code_status: Mapped[CodeStatus] = shown("Code status", default="official")
    latitude: Mapped[Latitude | None] = shown(
        "Latitude", unit="degrees", help="Of the label, not of the capital."
    )
    longitude: Mapped[Longitude | None] = shown(
        "Longitude", unit="degrees", help="Of the label, not of the capital."
    )


class City(Record):
    """A city or town, with its coordinates."""

    __tablename__ = "cities"
    order = 9
    sort_by = "-population"
    natural_key = ("name", "country_id", "area", "geoname_id")

    name: Mapped[Line] = shown("Name", listed=True, searched=True)
    country_id: Mapped[Link] = link("Country", "countries", listed=True, filtered=True)
    area: Mapped[Line | None] = shown(
        "State or province", listed=True, help="Tells two towns of one name apart."
    )
    latitude: Mapped[Latitude | None] = shown("Latitude", unit="degrees")
    longitude: Mapped[Longitude | None] = shown("Longitude", unit="degrees")
    precision: Mapped[PlacePrecision] = shown(
        "Precision",
        default="city",
        help="What the coordinates mean: a site, the middle of a city, or of a wider area.",
    )
    population: Mapped[Whole | None] = shown("Population", listed=True, filtered=True, unit="people")
    capital: Mapped[Flag] = shown("Capital", filtered=True, default=False)
    geoname_id: Mapped[Whole | None] = shown("GeoNames id", unique=True)
