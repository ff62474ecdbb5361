"""Pictures of numbers: values in, SVG out. They know neither the web nor the database."""
