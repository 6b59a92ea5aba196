"""What a person makes: ink, pages and the text read from them. Values only, immutable; imports nothing but NumPy."""
