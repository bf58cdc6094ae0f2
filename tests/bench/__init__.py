"""What it costs, held against something that runs beside it."""
