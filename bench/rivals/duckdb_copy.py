"""What the jobs of DuckDB have in common: one COPY into a table partitioned by day, and by region where the path of the logs has one."""

import duckdb

# Where a query has `filename` and `time`.
REGION = "split_part(filename, '/', -5) AS region"
DAY = "strftime(time, '%Y') AS year, strftime(time, '%m') AS month, strftime(time, '%d') AS day"


def copy(query, output, partitions):
    connection = duckdb.connect(config={"preserve_insertion_order": False})
    # By default a thread keeps half a million rows before it writes: three times the memory, a quarter more CPU.
    connection.execute("SET partitioned_write_flush_threshold = 10000")
    connection.execute(f"COPY ({query}) TO '{output}' (FORMAT parquet, COMPRESSION snappy, PARTITION_BY ({', '.join(partitions)}))")
