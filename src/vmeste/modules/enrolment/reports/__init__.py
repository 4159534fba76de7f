"""Official documents about one pupil: certificates and the individual route. They are made when asked for and not kept:
the name of a child stands in the paper alone.
"""
