"""Makes the bundled table of flights by day, src/main/resources/ridgeline/data/flights.

    npm pack vega-datasets@3.2.1
    tar xzf vega-datasets-3.2.1.tgz package/data/flights-3m.parquet
    pip install pandas==3.1.1 pyarrow==26.0.1
    python3 src/main/python/flights_by_day.py package/data/flights-3m.parquet

Of each day from January to April 2001, it keeps the same number of flights from the busiest
airports, drawn with a fixed seed.
"""

import pathlib
import sys

import pandas
import pyarrow
import pyarrow.parquet

ROWS_A_DAY = 1000
AIRPORTS = [
    "ATL",
    "BOS",
    "CLT",
    "DEN",
    "DFW",
    "DTW",
    "IAH",
    "LAX",
    "LGA",
    "MSP",
    "ORD",
    "PHX",
    "SFO",
    "SLC",
    "STL",
]
TO = pathlib.Path(__file__).parents[2] / "main/resources/ridgeline/data/flights"

flights = pandas.read_parquet(sys.argv[1])
flights = flights[flights.origin.isin(AIRPORTS) & (flights.date < "2001-05-01")]
for day, of_day in flights.groupby(flights.date.dt.date):
    sample = of_day.sample(ROWS_A_DAY, random_state=day.toordinal()).sort_values(
        ["date", "origin", "distance"]
    )
    rows = pyarrow.table(
        {
            "departure": pyarrow.array(
                sample.date.dt.hour * 60 + sample.date.dt.minute, pyarrow.int16()
            ),
            "delay": pyarrow.array(sample.delay, pyarrow.int16()),
            "distance": pyarrow.array(sample.distance, pyarrow.int16()),
            "origin": pyarrow.array(sample.origin, pyarrow.string()),
        }
    )
    directory = TO / f"day={day}"
    directory.mkdir(parents=True, exist_ok=True)
    pyarrow.parquet.write_table(
        rows,
        directory / "flights.parquet",
        compression="zstd",
        compression_level=19,
        store_schema=False,
    )
