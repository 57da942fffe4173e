"""What is drawn and counted over many records: which rows, put together for a picture or a table. Reads only."""
