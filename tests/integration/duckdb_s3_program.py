"""Reads the address of an S3 server and a query, asks DuckDB, and writes the rows; both as JSON."""

import json
import sys
from pathlib import Path

import duckdb
import duckdb_extension_httpfs

asked = json.load(sys.stdin)
# Nothing comes from DuckDB's own place of extensions, and nothing is put into the home.  The file is signed, which DuckDB looks at.
database = duckdb.connect(config={"autoinstall_known_extensions": False, "autoload_known_extensions": False})
extension = Path(duckdb_extension_httpfs.__file__).parent / f"extensions/v{duckdb.__version__}/httpfs.duckdb_extension"
database.execute(f"LOAD '{extension}'")
database.execute("CREATE SECRET (TYPE s3, KEY_ID '{key}', SECRET '{secret}', REGION '{region}', ENDPOINT '{endpoint}', URL_STYLE 'path', USE_SSL false)"
                 .format_map(asked))
json.dump(database.execute(asked["query"]).fetchall(), sys.stdout)
