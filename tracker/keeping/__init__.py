"""Keeping the data: copies of the database that are whole, proof that they are, and putting one back."""
