"""The claims of the project, one folder per part; see README.md."""
