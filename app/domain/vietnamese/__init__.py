"""Vietnamese text, numbers and dates: pure functions, no locale data needed."""
