"""What is drawn and counted over many records, put together for a picture or a table. Reads only."""
