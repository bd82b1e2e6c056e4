"""Tables on disk: same content, same bytes; units in the schema."""

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from sim.experiment.tables import content_digest, file_digest, joined, write_parquet

TABLE = pd.DataFrame(
    {
        "scenario": ["baseline", "plan"],
        "replication": [0, 0],
        "city": ["Chengdu", "All"],
        "employed": [1.5, np.nan],
        "vacancies": np.array([3, 4], np.int64),
    }
)


def test_equal_tables_give_equal_files(tmp_path):
    write_parquet(TABLE, tmp_path / "a.parquet")
    write_parquet(TABLE.copy(), tmp_path / "b.parquet")
    assert file_digest(tmp_path / "a.parquet") == file_digest(tmp_path / "b.parquet")


def test_a_table_reads_back_as_it_was(tmp_path):
    write_parquet(TABLE, tmp_path / "a.parquet")
    again = pd.read_parquet(tmp_path / "a.parquet")
    assert content_digest(again) == content_digest(TABLE)
    assert again["employed"].isna().tolist() == [False, True]


def test_schema_holds_units_and_nothing_of_the_writer(tmp_path):
    write_parquet(TABLE, tmp_path / "a.parquet")
    schema = pq.read_schema(tmp_path / "a.parquet")
    assert schema.field("employed").metadata[b"unit"] == b"persons"
    assert schema.field("vacancies").metadata[b"unit"] == b"posts"
    assert b"pandas" not in (schema.metadata or {})


def test_a_column_that_nobody_declared_has_no_unit(tmp_path):
    write_parquet(TABLE.assign(happiness=1.0), tmp_path / "a.parquet")
    assert pq.read_schema(tmp_path / "a.parquet").field("happiness").metadata is None


def test_digest_sees_names_types_values_and_order():
    digest = content_digest(TABLE)
    others = [
        TABLE.rename(columns={"employed": "jobs"}),
        TABLE.astype({"replication": np.int32}),
        TABLE.assign(city=["Chengdu", "Deyang"]),
        TABLE.iloc[::-1],
        TABLE.assign(employed=[np.nextafter(1.5, 2), np.nan]),
    ]
    assert content_digest(TABLE.copy()) == digest
    assert digest not in {content_digest(other) for other in others}


def test_digest_of_gaps_does_not_depend_on_memory():
    gaps = [pd.DataFrame({"needed": pd.array([18, None], "Int64")}) for _ in range(2)]
    assert content_digest(gaps[0]) == content_digest(gaps[1])
    assert content_digest(gaps[0]) != content_digest(gaps[0].assign(needed=pd.array([18, 2], "Int64")))


def test_joined_tables_say_whose_rows_they_are():
    frame = pd.DataFrame({"month": ["2019-01"], "employed": [1.0]})
    table = joined([("baseline", 0, frame), ("plan", 3, frame)])
    assert table.columns.tolist() == ["scenario", "replication", "month", "employed"]
    assert table[["scenario", "replication"]].to_numpy().tolist() == [["baseline", 0], ["plan", 3]]
    assert frame.columns.tolist() == ["month", "employed"], "the run's own table stays as it was"
