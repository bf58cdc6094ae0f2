"""What both teams agreed, and how it is enforced."""
