"""The models' SQL broken on purpose, one place at a time: does anything turn red?"""
