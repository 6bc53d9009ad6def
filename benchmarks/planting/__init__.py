"""Made-up cities with trouble planted in them, to measure what the engine finds.

Figures and texts follow from a seed and from how offices work, not from what any detector
looks at: habits of a ward last over the periods, counts scatter, some wards leave
questions out, and all of them write in the same official language.
"""
