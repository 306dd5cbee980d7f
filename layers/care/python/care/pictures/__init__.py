"""Pictures and videos as bytes: what they are by their content, and without what they tell of their maker.

Nothing is decoded: only the frame of a file is read, so that a small file cannot become a large one here.
"""
