"""Pictures of articles: fetched through the guard, made anew in sizes that pages need, and served from here.

A picture that was sent here is hostile until it was made anew: it is read in a process of its own
(`khabar_site.pictures.worker`), which knows no secrets, may use little, and gives back nothing but pixels.
"""
