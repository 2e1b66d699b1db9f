"""Many archives and files of articles, read by many machines into Parquet, and Parquet into a database."""
